"""The whole run as JSON: the contract that programs read; its JSON Schema comes from these types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from assay.engine.result import FINDING_COLUMNS, Finding, Measure, Result, Since
from assay.model import Fitness
from assay.model.escape import json_text
from assay.reviews.gate import Gate
from assay.store.records import Run, Sighting

_AT_ONCE = 5_000


class IntegrationOut(msgspec.Struct, frozen=True, kw_only=True):
    """One unit and its answer; scores run from 0 to 100."""

    name: str
    kind: str
    layer: str
    provider: str | None
    owner: str | None
    path: str
    verdict: Fitness
    score: tuple[float, float]
    signal: str


class CollectionOut(msgspec.Struct, frozen=True, kw_only=True):
    """What was read and how it ended."""

    collector: str
    tool: str
    path: str
    integration: str | None
    outcome: str
    rows: int
    error: str | None


class SinceOut(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since the run before of the same branch and profiles; without a `base`, `note` says why nothing was
    compared. `new` and `reappeared` are fingerprints of findings; those of `restated` have a standard that is not the
    same as it was then.
    """

    base: str | None
    note: str
    new: list[str]
    reappeared: list[str]
    restated: list[str]
    fixed: list[Sighting]
    no_longer_judged: list[Sighting]


class CheckOut(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one `assay check`; all verdicts are in it, the met ones too."""

    version: str = "1"
    run: Run
    since: SinceOut | None
    integrations: list[IntegrationOut]
    findings: list[Finding]
    collections: list[CollectionOut]
    measures: list[Measure]


def render(result: Result, target: Path, *, show_all: bool = False, gate: Gate | None = None) -> str:
    """One line of JSON; every verdict is in it, `show_all` or not."""
    return "".join(pieces(result, target, show_all=show_all, gate=gate))


def pieces(
    result: Result,
    target: Path,  # noqa: ARG001
    *,
    show_all: bool = False,  # noqa: ARG001
    gate: Gate | None = None,  # noqa: ARG001
) -> Iterator[str]:
    """`render`, piece by piece: a large workspace has hundreds of thousands of verdicts.

    The parts are those of CheckOut; the schema is made of that, and a test holds what is written against it.
    """
    head = {"version": "1", "run": result.run, "since": _since(result.since), "integrations": _integrations(result)}
    tail = {
        "collections": [CollectionOut(**collected) for collected in result.collections()],
        "measures": result.measures(),
    }
    yield json_text(msgspec.json.encode(head).decode()[:-1]) + ',"findings":['
    yield from _findings(result)
    yield "]," + json_text(msgspec.json.encode(tail).decode()[1:])


def _since(since: Since | None) -> SinceOut | None:
    if since is None:
        return None
    return SinceOut(
        base=since.base.id if since.base else None,
        note=since.note,
        new=[finding.fingerprint for finding in since.new],
        reappeared=[finding.fingerprint for finding in since.reappeared],
        restated=sorted(since.restated),
        fixed=since.fixed,
        no_longer_judged=since.unjudged,
    )


def _integrations(result: Result) -> list[IntegrationOut]:
    return [
        IntegrationOut(
            name=unit.name,
            kind=unit.kind,
            layer=unit.layer,
            provider=unit.provider,
            owner=unit.owner,
            path=unit.path,
            verdict=unit.fitness,
            score=(round(unit.score_low, 1), round(unit.score_high, 1)),
            signal=unit.signal,
        )
        for unit in result.integrations
    ]


def _findings(result: Result) -> Iterator[str]:
    """All findings as the database writes them: they need not become objects on their way to text."""
    query = f"select to_json(f) from (select {FINDING_COLUMNS} from finding order by standard, integration, subject) f"
    with result.db.cursor() as db:
        found, comma = db.execute(query), ""
        while rows := found.fetchmany(_AT_ONCE):
            yield comma + ",".join(json_text(row) for (row,) in rows)
            comma = ","


def schema() -> dict[str, Any]:
    """JSON Schema of the contract."""
    return msgspec.json.schema(CheckOut)
