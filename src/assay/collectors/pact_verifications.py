"""What `pact_verifier --json` writes, a broker's verification results and its matrix -> pact_verification.

The matrix also says which versions run in which environments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from assay import masking
from assay.model import Collector, Origin, Role, Row, Source, SourceError, Target
from assay.model.expressions import expression
from assay.tables.pact import DeployedVersion, PactVerification

COLLECTOR = Collector(
    name="pact_verifications",
    tool="Pact verification results (pact_verifier, Pact Broker)",
    about="Reads which version of a provider was held to which pact, and what runs where as a broker says.",
    fills=(PactVerification, DeployedVersion),
    roles=(Role.DOMAIN, Role.TESTING),
    domains=("api", "testing"),
    origin=Origin.REPORT,
    max_bytes=20_000_000,
)
_NAMES = ("*pact*verif*.json", "*verif*pact*.json", "*verification*result*.json", "*pact*matrix*.json", "matrix*.json")
_PAIR = expression(r"Verifying a pact between (.+?) and (.+?)(?: Given |  | - |$)")
_NAMED_PAIR = expression(r"between (.+?) \(([^()]*)\) and (.+)$")
_COLOURS = expression(r"\x1b\[[0-9;]*m")
_MOST_ROWS = 50_000
_MOST_FAILURES = 3


def find(target: Target) -> Iterator[str]:
    """JSON whose name speaks of verification, or of a matrix."""
    yield from sorted(set(target.named(*_NAMES)))


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when it is no JSON; JSON that is none of the three says nothing."""
    try:
        value = msgspec.json.decode(source.data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError) as error:
        remedy = "Write it again, e.g. with pact_verifier_cli --json FILE."
        raise SourceError(f"is no JSON: {error}", where=source.path, remedy=remedy) from error
    if not isinstance(value, Mapping):
        return
    if isinstance(value.get("matrix"), list):
        yield from _matrix(value["matrix"][:_MOST_ROWS])
    elif isinstance(value.get("success"), bool) and "providerApplicationVersion" in value:
        yield from _result(value)
    elif isinstance(value.get("result"), bool) and ("errors" in value or "interactionResults" in value):
        yield from _verifier(value)


def _matrix(rows: list[Any]) -> Iterator[Row]:
    """A broker's answer to GET /matrix: every row a pair of versions."""
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        parties = [_party(row.get(side)) if isinstance(row, Mapping) else None for side in ("consumer", "provider")]
        if parties[0] is None or parties[1] is None:
            continue
        result = row.get("verificationResult")
        told = result if isinstance(result, Mapping) else {}
        success = told.get("success")
        yield PactVerification(
            consumer=parties[0][0],
            provider=parties[1][0],
            consumer_version=parties[0][1],
            provider_version=parties[1][1],
            success=success if isinstance(success, bool) else None,
            verified_at=_time(told.get("verifiedAt")),
            failures=None,
            tool="broker",
        )
        for name, version, environments in parties:  # type: ignore[misc]
            for environment in environments:
                if version and (name, version, environment) not in seen:
                    seen.add((name, version, environment))
                    yield DeployedVersion(party=name, version=version, runs_in=environment, since=None, line=None)


def _party(stated: object) -> tuple[str, str | None, tuple[str, ...]] | None:
    """(name, version, environments it runs in) of one side of a row."""
    name = stated.get("name") if isinstance(stated, Mapping) else None
    if not isinstance(stated, Mapping) or not isinstance(name, str):
        return None
    version = stated.get("version")
    if not isinstance(version, Mapping):
        return name, None, ()
    environments = (one.get("name") for one in _list(version.get("environments")) if isinstance(one, Mapping))
    number = version.get("number")
    return (
        name,
        number if isinstance(number, str) else None,
        tuple(one for one in environments if isinstance(one, str)),
    )


def _result(value: Mapping[str, Any]) -> Iterator[Row]:
    """A broker's verification result; its pact is named in the links."""
    links = value.get("_links")
    names = (
        [link.get("name") for link in links.values() if isinstance(link, Mapping)] if isinstance(links, Mapping) else []
    )
    pair = next((found for name in names if isinstance(name, str) and (found := _NAMED_PAIR.search(name))), None)
    provider = value.get("providerName")
    if pair is None and not isinstance(provider, str):
        return
    version = value.get("providerApplicationVersion")
    yield PactVerification(
        consumer=pair[1] if pair else "",
        provider=provider if isinstance(provider, str) else pair[3] if pair else "",
        consumer_version=pair[2].removeprefix("v") if pair else None,
        provider_version=version if isinstance(version, str) else None,
        success=value["success"],
        verified_at=_time(value.get("verificationDate")),
        failures=None,
        tool="broker",
    )


def _verifier(value: Mapping[str, Any]) -> Iterator[Row]:
    """What pact_verifier writes: its output names the pairs, its errors what failed of which."""
    output = [_COLOURS.sub("", line).strip() for line in _list(value.get("output")) if isinstance(line, str)]
    pairs = dict.fromkeys((found[1], found[2]) for line in output if (found := _PAIR.match(line)))
    failed: dict[tuple[str, str], list[str]] = {}
    unclear = False
    for error in _list(value.get("errors")):
        said = error.get("interaction") if isinstance(error, Mapping) else None
        found = _PAIR.match(said) if isinstance(said, str) else None
        if isinstance(said, str) and (found or len(pairs) == 1):
            pair = (found[1], found[2]) if found else next(iter(pairs))
            failed.setdefault(pair, []).append(said.rpartition(" - ")[2][:100])
        else:
            unclear = True
    for consumer, provider in {**pairs, **dict.fromkeys(failed)}:
        wrong = failed.get((consumer, provider), [])
        if consumer and provider:
            yield PactVerification(
                consumer=consumer,
                provider=provider,
                consumer_version=None,
                provider_version=None,
                # A run may fail for what is no interaction's fault, or nobody knows whose: then nothing is told.
                success=False if wrong else True if value["result"] or (failed and not unclear) else None,
                verified_at=None,
                failures=masking.mask_text("; ".join(wrong[:_MOST_FAILURES])) or None,
                tool="verifier",
            )


def _list(stated: object) -> list[Any]:
    return stated if isinstance(stated, list) else []


def _time(stated: object) -> datetime | None:
    if not isinstance(stated, str):
        return None
    try:
        found = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
