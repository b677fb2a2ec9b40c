"""Two sets of verdicts -> which cause each difference has, and the verdicts that hold when only some causes have acted.

A cell is what one standard says of one unit: a finding for each subject. What a cell adds to its unit's score is its
share of met subjects times its standard's weight, so a cell is the smallest thing that a cause can act on.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import NamedTuple

from assay.model import Verdict


class Cause(StrEnum):
    """Why a score is another one; `assay analyze why` tells them in this order."""

    STANDARDS = "standards"
    DAY = "day"
    TOOL = "tool"
    EVIDENCE = "evidence"
    POPULATION = "population"
    CODE = "code"
    WAIVERS = "waivers"


class Said(NamedTuple):
    """What one standard said of one subject: what the split needs of a finding."""

    standard: str
    level: str
    integration: str
    subject: str
    verdict: str
    reason: str | None
    path: str | None
    line: int | None
    fingerprint: str
    waived: bool
    subjects: int = 1


Cell = Mapping[str, Said]
#: Standard -> unit -> what it says of each subject.
Cells = Mapping[str, Mapping[str, Cell]]
NOTHING: Cell = {}
#: How the engine begins what it says of a unit of which there is nothing to judge.
_UNJUDGED = ("no evidence of ", "the standard could not be judged: ")


def differences(old: Cell, new: Cell, *, stays: bool) -> dict[str, Cause]:
    """Subjects of which the two say something else -> why, where standard, day, tool and collections are the same.

    A subject that both know has other code. One that came or went is population, unless the engine itself had nothing
    to judge in one of them: then all of the cell's differences are evidence gained or lost. `stays` says that the
    unit is in both; of one that is not, everything came or went.
    """
    if old == new:
        return {}
    unjudged = stays and _unjudged(old) != _unjudged(new)
    found = {}
    for subject in old.keys() | new.keys():
        before, after = old.get(subject), new.get(subject)
        if before is None or after is None:
            found[subject] = Cause.EVIDENCE if unjudged else Cause.POPULATION
        elif before.verdict != after.verdict:
            found[subject] = Cause.EVIDENCE if unjudged else Cause.CODE
    return found


def _unjudged(cell: Cell) -> bool:
    return any(
        said.verdict == Verdict.UNKNOWN
        and said.subject == said.integration
        and (said.reason or "").startswith(_UNJUDGED)
        for said in cell.values()
    )


def mixed(old: Cell, new: Cell, causes: Mapping[str, Cause], acted: Set[Cause]) -> Cell:
    """The cell when, of the causes of its differences, only some have acted."""
    taken = {subject for subject, cause in causes.items() if cause in acted}
    if not taken:
        return old
    kept = {subject: said for subject, said in old.items() if subject not in taken}
    return kept | {subject: new[subject] for subject in taken if subject in new}
