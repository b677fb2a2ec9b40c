"""Pact files (version 1 to 4) -> pact_file, pact_interaction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from assay import masking
from assay.model import Collector, Row, Source, SourceError, Target
from assay.model.expressions import expression
from assay.tables.pact import PactFile, PactInteraction

if TYPE_CHECKING:
    from assay.descriptions.pact import Interaction, Pact, Response

COLLECTOR = Collector(
    name="pacts",
    tool="Pact files",
    about="Reads what consumers expect of a provider, and what is wrong with how they say it.",
    fills=(PactFile, PactInteraction),
    domains=("api",),
    max_bytes=20_000_000,
)
#: So much of a file says whether more of it has to be looked at.
_HEAD = 2_048
#: Keys that a pact may begin with; most begin with the consumer.
_FIRST = expression(rb'\s*\{\s*"(consumer|provider|interactions|messages|metadata|createdAt|_links|_id)"')
_LONGEST = 300
_MOST_LEAVES = 100_000
_LARGEST = 200_000
_MOST_SEARCHED = 2_000_000
_VOLATILE = expression(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?|\d\d:\d\d:\d\d(\.\d+)?", re.IGNORECASE
)


def find(target: Target) -> Iterator[str]:
    """JSON in a directory called pacts, and other JSON that has a consumer, a provider, and something between them."""
    for path in target.suffixed("json"):
        if "pacts" in path.split("/")[:-1] or _looks_like(target, path):
            yield path


def _looks_like(target: Target, path: str) -> bool:
    if not _FIRST.match(target.contents(path, _HEAD).removeprefix(b"\xef\xbb\xbf")):
        return False
    data = target.contents(path, COLLECTOR.max_bytes)
    parties = b'"consumer"' in data and b'"provider"' in data
    return parties and (b'"interactions"' in data or b'"messages"' in data)


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when it is no pact."""
    from assay.descriptions.pact import PactError, read_pact

    try:
        pact = read_pact(source.data)
    except PactError as error:
        remedy = "Write it anew by the consumer's tests, or move it out of the directory of pacts."
        raise SourceError(str(error), where=source.path, remedy=remedy) from error
    yield PactFile(
        consumer=pact.consumer,
        provider=pact.provider,
        format_version=pact.stated_version,
        consumer_version=pact.consumer_version,
        interactions=len(pact.interactions),
        problem="; ".join(pact.problems) or None,
    )
    stated = msgspec.json.decode(source.data.removeprefix(b"\xef\xbb\xbf"))
    seen: Counter[str] = Counter()
    for interaction in pact.interactions:
        yield _interaction(pact, interaction, _at(stated, interaction.pointer), seen)


def _interaction(pact: Pact, one: Interaction, stated: Mapping[str, Any], seen: Counter[str]) -> PactInteraction:
    name = _name(one)
    same = seen[name]
    seen[name] += 1
    exact, open_values, volatile = _leaves(one.response) if one.response else (0, 0, None)
    document = None if one.left else _document(stated)
    left = one.left or (None if document else "it is larger than what is kept of one")
    return PactInteraction(
        consumer=pact.consumer,
        provider=pact.provider,
        interaction=name if not same else f"{name} ({same + 1})",
        kind=one.kind.value,
        method=one.request.method if one.request else None,
        route=masking.mask_path(one.request.path)[:500] if one.request and one.request.path else None,
        status=one.response.status if one.response else None,
        pending=one.pending,
        states=len(one.states),
        same=same,
        exact_values=exact,
        open_values=open_values,
        volatile=volatile,
        problem=masking.mask_text("; ".join(_problems(one, pact.version)))[:_LONGEST] or None,
        left=left,
        document=document,
        version=pact.version,
        pointer=one.pointer,
    )


def _problems(one: Interaction, version: float) -> Iterator[str]:
    from assay.descriptions.pact import contradictions

    yield from one.problems
    if one.request is not None and one.response is not None and not one.problems:
        for wrong in contradictions(one.request, one.response, version)[:2]:
            yield f"the example breaks its own rule: {wrong.part} {wrong.place}: {wrong.message}"


def _name(one: Interaction) -> str:
    said = one.description.strip() or (f"{one.request.method} {one.request.path}" if one.request else "no description")
    given = f", given {' and '.join(one.states)}" if one.states else ""
    return masking.mask_text((said + given)[:_LONGEST])


def _leaves(response: Response) -> tuple[int, int, str | None]:
    """(exact values, open ones, place of the first exact one that is volatile) of a JSON response."""
    from assay.descriptions.pact import State, paths

    body, rules = response.body, response.rules.of("body")
    if body.state is not State.PRESENT or not (body.media_type and body.media_type.is_json):
        return 0, 0, None
    if len(body.data) > _MOST_SEARCHED:
        return 0, 0, None
    try:
        waiting: list[tuple[paths.Place, Any]] = [(paths.ROOT, body.json())]
    except ValueError:
        return 0, 0, None
    exact = open_values = 0
    volatile = None
    while waiting and exact + open_values < _MOST_LEAVES:
        place, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*place, key), inner) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [((*place, str(index)), inner) for index, inner in reversed(list(enumerate(value)))]
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            found = rules.at(place)
            is_open = found is not None and any(rule.kind != "equality" for rule in found.rules)
            open_values += is_open
            exact += not is_open
            if not is_open and volatile is None and isinstance(value, str) and _VOLATILE.fullmatch(value):
                volatile = paths.show(place)
    return exact, open_values, volatile


def _document(stated: Mapping[str, Any]) -> str | None:
    """The interaction with all that its exchange says masked; None where that is too large to keep."""
    kept = dict(stated)
    for side in ("request", "response", "contents", "metadata", "metaData"):
        if side in kept:
            masked = _masked(kept[side])
            if masked is None:
                return None
            kept[side] = masked
    kept.pop("comments", None)
    document = msgspec.json.encode(kept).decode()
    return document if len(document) <= _LARGEST else None


def _masked(side: Any) -> Any:
    """One side masked in its shape, its rules as they are; None where it is too large."""
    rules = side.get("matchingRules") if isinstance(side, dict) else None
    bare = {key: value for key, value in side.items() if key not in ("matchingRules", "generators")} if rules else side
    found = masking.screen_body(msgspec.json.encode([bare]).decode()).masked
    if found is None:
        return None
    (masked,) = msgspec.json.decode(found)
    if isinstance(masked, dict) and isinstance(masked.get("path"), str):
        masked["path"] = masking.mask_path(masked["path"])
    return {**masked, "matchingRules": rules} if rules else masked


def _at(stated: Any, pointer: str) -> Mapping[str, Any]:
    listed, index = pointer.removeprefix("/").split("/")
    found: Mapping[str, Any] = stated[listed][int(index)]
    return found
