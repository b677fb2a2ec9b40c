"""Two runs -> what the newer one says otherwise: new, reappeared, fixed, unchanged and no longer judged findings.

In: the findings and collections of both runs, what moved between them, and, where there is one, the source of both.
Out: a row for each unmet finding of either run, and each unit before and after.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import msgspec

from assay.engine.moves import Moves, moves
from assay.engine.result import Finding, IntegrationResult, Result
from assay.engine.states import state_of
from assay.model import Fitness, Verdict
from assay.store.records import Run

from .losses import Losses
from .pairing import Pair, by_text, pair

#: Scores that differ by less are equal.
_ROUNDING = 0.05


class Status(StrEnum):
    """What became of an unmet finding. One that is not judged any more is never called fixed."""

    NEW = "new"
    REAPPEARED = "reappeared"
    FIXED = "fixed"
    NOT_JUDGED = "not_judged"
    UNCHANGED = "unchanged"


class Touched(StrEnum):
    """Whether the change wrote the line that a finding points at, or another line of its file."""

    LINE = "line"
    FILE = "file"
    NOTHING = "nothing"


class Sources(Protocol):
    """The source of both states, where it can be read."""

    def old(self, path: str, line: int) -> str:
        """How the base reads from a line on; empty where it cannot be told."""

    def new(self, path: str, line: int) -> str:
        """The same of the head."""

    def exists(self, path: str) -> bool:
        """Whether the head has a file of this path, read or not."""

    def same_code(self, old: str, new: str) -> bool:
        """Whether two files, of the base and of the head, differ by nothing but their layout."""

    def touched(self, path: str, line: int | None) -> Touched:
        """What the change wrote there; path and line are the head's."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One unmet finding of the head or, where the head has it no longer, of the base.

    `because` says what the status follows from. `unseen` is true of a new one that the base may have had as well: it
    was not judged there. `layout` is true of an unchanged one that is unmet only now, though its file reads as before
    but for blanks and line breaks: it counts lines or bytes, and the code is what it was.
    """

    status: Status
    because: str
    finding: Finding
    before: Finding | None = None
    unseen: bool = False
    layout: bool = False
    touched: Touched = Touched.NOTHING

    @property
    def counts(self) -> bool:
        """Whether it is to the account of the change: new or back, not accepted, and not merely seen at last."""
        seen_at_last = self.unseen and self.touched is Touched.NOTHING
        return self.appeared and not (self.finding.waived or seen_at_last)

    @property
    def appeared(self) -> bool:
        """Whether it is unmet now and was not."""
        return self.status in (Status.NEW, Status.REAPPEARED)


class UnitChange(msgspec.Struct, frozen=True, kw_only=True):
    """One unit in both runs, called as in the head; None where it is not."""

    name: str
    before: IntegrationResult | None
    after: IntegrationResult | None

    @property
    def floor_fell(self) -> bool:
        """Whether the lower end of its score is lower than it was."""
        return bool(self.before and self.after and self.after.score_low < self.before.score_low - _ROUNDING)

    @property
    def became_unfit(self) -> bool:
        """Whether it was fit and is so no longer, for a must is unmet."""
        was = self.before.fitness if self.before else None
        return was is Fitness.FIT and self.after is not None and self.after.fitness is Fitness.UNFIT

    @property
    def changed(self) -> bool:
        """Whether its fitness or its score is another one."""
        if self.before is None or self.after is None:
            return True
        moved = max(
            abs(self.after.score_low - self.before.score_low), abs(self.after.score_high - self.before.score_high)
        )
        return self.before.fitness is not self.after.fitness or moved > _ROUNDING


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from `base` to `head`. Rows on lines of the change come first, of those the heaviest."""

    base: Run
    head: Run
    rows: Sequence[Row]
    units: Sequence[UnitChange]
    moves: Moves

    def of(self, *statuses: Status) -> list[Row]:
        """The rows of these statuses, in their order."""
        return [row for row in self.rows if row.status in statuses]


def compare(
    base: Result,
    head: Result,
    moved: Moves | None = None,
    *,
    sources: Sources | None = None,
    seen: Container[str] = (),
) -> Comparison:
    """Every unmet finding of both runs and what became of it.

    `moved` is computed from what the files hold if not given. `seen` holds fingerprints that were unmet once before the
    base. Waived findings are compared like others and keep their mark.
    """
    moved = moves(state_of(base.db), state_of(head.db)) if moved is None else moved
    pairs = pair(base, head, moved)
    if sources:
        pairs = by_text(pairs, moved, sources.old, sources.new)
    losses = Losses(base, head, moved, sources.exists if sources else None)
    blind = _blind(base, moved)
    rows = [_row(one, losses, blind, seen) for one in pairs]
    if sources:
        back = moved.reversed()
        rows = [_located(row, sources, back) for row in rows]
    return Comparison(base.run, head.run, sorted(rows, key=_order), list(_units(base, head, moved)), moved)


def _row(one: Pair, losses: Losses, blind: Container[tuple[str, str]], seen: Container[str]) -> Row:
    before, after = one.before, one.after
    if after is not None and one.is_unmet:
        if one.was_unmet:
            return Row(status=Status.UNCHANGED, because=_renamed(one), finding=after, before=before)
        back = after.fingerprint in seen
        status = Status.REAPPEARED if back else Status.NEW
        if before is None:
            unseen = (after.standard, after.integration) in blind
            because = "the base has no evidence of it" if unseen else "the base has no such subject"
        else:
            unseen = before.verdict is Verdict.UNKNOWN
            because = f"unknown in the base: {before.reason}" if unseen else "met in the base"
        if back:
            because = f"it was unmet before and then was not; {because}"
        return Row(status=status, because=because, finding=after, before=before, unseen=unseen)
    assert before is not None
    if why := losses.why(one):
        return Row(status=Status.NOT_JUDGED, because=why, finding=after or before, before=before)
    if after is not None:
        return Row(
            status=Status.FIXED, because=f"met: {after.reason}" if after.reason else "met", finding=after, before=before
        )
    return Row(status=Status.FIXED, because="gone: there is no such subject any more", finding=before, before=before)


def _renamed(one: Pair) -> str:
    before, after = one.before, one.after
    assert before is not None and after is not None
    if before.fingerprint == after.fingerprint:
        return "unmet in both"
    if before.integration != after.integration:
        return f"unmet in both; was in {before.integration}: {before.subject}"
    return f"unmet in both; was {before.subject}"


def _blind(base: Result, moved: Moves) -> set[tuple[str, str]]:
    """(standard, unit of the head) of which the base could not judge a single subject."""
    unknown = base.findings(verdict=Verdict.UNKNOWN)
    return {(f.standard, moved.units.get(f.integration, f.integration)) for f in unknown if f.subject == f.integration}


def _located(row: Row, sources: Sources, back: Moves) -> Row:
    path = row.finding.path
    if row.status in (Status.FIXED, Status.NOT_JUDGED) or not path:
        return row
    row = msgspec.structs.replace(row, touched=sources.touched(path, row.finding.line))
    if row.appeared and row.touched is not Touched.NOTHING and sources.same_code(back.path(path), path):
        because = f"only the layout of its file changed; {row.because}"
        return msgspec.structs.replace(row, status=Status.UNCHANGED, layout=True, because=because)
    return row


def _order(row: Row) -> tuple[object, ...]:
    found = row.finding
    place = (found.standard, found.integration, found.path or "", found.line or 0, found.subject)
    return list(Touched).index(row.touched), found.waived, row.unseen, -found.level.weight, *place


def _units(base: Result, head: Result, moved: Moves) -> Iterable[UnitChange]:
    before = {moved.units.get(unit.name, unit.name): unit for unit in base.integrations}
    after = {unit.name: unit for unit in head.integrations}
    for name in dict.fromkeys([*after, *before]):
        yield UnitChange(name=name, before=before.get(name), after=after.get(name))
