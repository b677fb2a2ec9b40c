"""What a change did -> whether it may go in, and why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from enum import StrEnum

from assay.model import Level

from . import baseline
from .comparison import Row, Status
from .gate import Gate, beyond
from .reviewing import Review


class FailOnChange(StrEnum):
    """What a change may not do. Waived findings, and those that the base may have had as well, are not counted."""

    NEW_MUST = "new-must"
    NEW_SHOULD = "new-should"
    NEW_MAY = "new-may"
    UNFIT = "unfit"
    FLOOR_FELL = "floor-fell"
    NOT_JUDGED = "not-judged"
    NEVER = "never"


#: What fails if nobody says otherwise.
USUAL = (FailOnChange.NEW_MUST, FailOnChange.UNFIT)
_LEVELS = {
    FailOnChange.NEW_MUST: (Level.MUST,),
    FailOnChange.NEW_SHOULD: (Level.MUST, Level.SHOULD),
    FailOnChange.NEW_MAY: tuple(Level),
}
_MOST_NAMES = 5


def gate_change(
    review: Review, fail_on: Collection[FailOnChange] = USUAL, *, allowed: baseline.Allowed | None = None
) -> Gate:
    """Whether the change keeps to all of `fail_on` (`never` outdoes the others), and to a baseline of these levels."""
    if FailOnChange.NEVER in fail_on:
        return Gate(True, ())
    compared = review.comparison
    reasons = []
    levels = {level for chosen in fail_on for level in _LEVELS.get(chosen, ())}
    for level, count in _appeared(compared.rows, levels).items():
        reasons.append(f"{count} new unmet {level}")
    if FailOnChange.UNFIT in fail_on:
        reasons += _named("became unfit", [unit.name for unit in compared.units if unit.became_unfit])
    if FailOnChange.FLOOR_FELL in fail_on:
        reasons += _named("floor fell", [unit.name for unit in compared.units if unit.floor_fell])
    if FailOnChange.NOT_JUDGED in fail_on and (lost := compared.of(Status.NOT_JUDGED)):
        reasons.append(f"{len(lost)} no longer judged")
    if allowed is not None:
        reasons += beyond(baseline.renamed(allowed, compared.moves.units), review.head, levels)
    return Gate(not reasons, tuple(reasons))


def _appeared(rows: Sequence[Row], levels: Collection[Level]) -> dict[Level, int]:
    counts = Counter(row.finding.level for row in rows if row.counts and row.finding.level in levels)
    return {level: counts[level] for level in Level if counts[level]}


def _named(what: str, names: Sequence[str]) -> list[str]:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return [f"{what}: {', '.join(names[:_MOST_NAMES])}{more}"] if names else []
