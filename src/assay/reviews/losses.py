"""Evidence that the base had and the head has not -> why a finding that is unmet no longer is not judged either.

No run, no finding closed: a tool that failed, a recording that is gone, a file that is there but read no more say
nothing of what they once showed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from assay.engine.filling import filled_by
from assay.engine.moves import Moves
from assay.engine.reads import tables_of
from assay.engine.result import Finding, IntegrationResult, Result
from assay.model import Layer, Origin, Outcome, Verdict
from assay.model.standard import Standard

from .pairing import Pair

_QUERY = "select collector, path, integration, origin, outcome, error from collection where outcome <> 'absent'"


class _Lost(NamedTuple):
    """A source that the base read. It `failed` when the head has it, but not what is in it."""

    path: str
    why: str
    failed: bool


class Losses:
    """What of the base's evidence the head lacks. `exists` tells of a path whether a file is there in the head."""

    def __init__(self, base: Result, head: Result, moved: Moves, exists: Callable[[str], bool] | None = None) -> None:
        self._head = head
        self._moved = moved
        self._units = {unit.name: unit for unit in head.integrations}
        self._unjudged = {
            (finding.standard, finding.integration): finding.reason or "no evidence"
            for finding in head.findings(verdict=Verdict.UNKNOWN)
            if finding.subject == finding.integration
        }
        self._readers = cache(self._collectors)
        self._read: dict[str, set[str]] = defaultdict(set)
        self._lost: dict[tuple[str, str], list[_Lost]] = defaultdict(list)
        now = {(row[0], row[1]): row for row in head.db.execute(_QUERY).fetchall()}
        for collector, path, unit, origin, outcome, _ in base.db.execute(_QUERY).fetchall():
            if outcome != Outcome.READ:
                continue
            there = moved.path(path)
            self._read[collector].add(there)
            if lost := _lost(there, origin, now.get((collector, there)), exists):
                self._lost[collector, moved.units.get(unit, unit)].append(lost)

    def why(self, pair: Pair) -> str | None:
        """Why what the pair's base says cannot be held to be mended; None when it can."""
        before = pair.before
        assert before is not None
        standard = self._head.standards.get(before.standard)
        if standard is None:
            return "the standard was not judged"
        if pair.after and pair.after.verdict is Verdict.UNKNOWN:
            return f"unknown now: {pair.after.reason}"
        unit = self._units.get(pair.home)
        if pair.after is None and unit and not _applies(standard, unit):
            return f"the standard does not apply any more: {unit.name} is {unit.kind}, {unit.layer} now"
        if lost := self._of_sources(standard, before, pair):
            return lost
        return self._unjudged.get((before.standard, pair.home)) if pair.after is None else None

    def _of_sources(self, standard: Standard, before: Finding, pair: Pair) -> str | None:
        path = self._moved.path(before.path) if before.path else None
        lost = [one for name in self._readers(standard.id) for one in self._lost.get((name, pair.home), ())]
        if pair.home not in self._units:  # gone as a whole, with its recordings; but it may be hidden
            lost = [one for one in lost if one.failed]
        own = next((one for one in lost if one.path == path), None)
        if own:
            return own.why
        is_source = any(path in self._read[name] for name in self._readers(standard.id))
        if is_source:
            # Its own source was looked at again; only what could not be read beside it may still hide it.
            lost = [] if pair.after else [one for one in lost if one.failed]
        return lost[0].why if lost else None

    def _collectors(self, standard_id: str) -> tuple[str, ...]:
        """The collectors whose rows a standard is judged on."""
        standard = self._head.standards[standard_id]
        tables = standard.evidence if standard.evidence is not None else tables_of(self._head.db, standard.sql)
        return tuple(
            sorted({name for table in tables if table != "integration" for name in filled_by().get(table, ())})
        )


def _lost(path: str, origin: str, now: tuple[str, ...] | None, exists: Callable[[str], bool] | None) -> _Lost | None:
    if now is not None:
        return _Lost(path, f"{path} could not be read: {now[5]}", failed=True) if now[4] == Outcome.FAILED else None
    if exists and path != "." and exists(path):
        return _Lost(path, f"{path} is there, but is not read any more", failed=True)
    if origin != Origin.SOURCE:
        return _Lost(path, f"{path}, which showed it, is not there any more", failed=False)
    return None


def _applies(standard: Standard, unit: IntegrationResult) -> bool:
    kinds, layers = standard.applies.kind, standard.applies.layer
    return (not kinds or unit.kind in kinds) and (not layers or Layer(unit.layer) in layers)
