"""Waivers of two runs -> whether a finding is, or would be, accepted in either.

Where a finding is unmet in a run, that run said whether it is waived. Where it is not, as when the code that made it
unmet came later, the waivers of that run tell whether they would have covered it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from assay.engine.waivers import State
from assay.model import Verdict

from .causes import Cell, Cells, Said

#: A waiver that stands so would cover a finding that it matches, as long as these are not too many.
_WILLING = frozenset({State.IN_FORCE, State.MATCHES_NOTHING})


class Waiver(NamedTuple):
    """What the split needs of a row of the table `waiver`."""

    standard: str | None
    integration: str | None
    subject: str | None
    fingerprint: str | None
    accepted: int | None
    matched: int
    state: str

    def would_cover(self, said: Said) -> bool:
        """Whether it would cover one finding more, and this one."""
        if self.state not in _WILLING or (self.accepted is not None and self.matched >= self.accepted):
            return False
        if self.fingerprint is not None:
            return self.fingerprint == said.fingerprint
        return (
            self.standard == said.standard
            and self.integration in (None, said.integration)
            and (self.subject is None or fnmatchcase(said.subject, self.subject))
        )


class Acceptance:
    """What the waivers of the old (0) and of the new (1) run accept."""

    def __init__(self, old: Cells, new: Cells, waivers: tuple[Sequence[Waiver], Sequence[Waiver]]) -> None:
        self._said = [_unmet(cells) for cells in (old, new)]
        self._waivers = waivers
        self._any = any(waivers) or any(flag for said in self._said for flag in said.values())

    def differs(self, cell: Cell) -> bool:
        """Whether the two runs accept something else of a cell's unmet findings."""
        return self._any and any(
            self._waived(said, 0) != self._waived(said, 1) for said in cell.values() if said.verdict == Verdict.UNMET
        )

    def of(self, cell: Cell, run: int) -> Cell:
        """The cell with what is waived in a run marked, and nothing else."""
        if not self._any:
            return cell
        return {
            subject: said._replace(waived=said.verdict == Verdict.UNMET and self._waived(said, run))
            for subject, said in cell.items()
        }

    def _waived(self, said: Said, run: int) -> bool:
        known = self._said[run].get(said.fingerprint)
        return any(waiver.would_cover(said) for waiver in self._waivers[run]) if known is None else known


def _unmet(cells: Cells) -> dict[str, bool]:
    """Fingerprint of what is unmet -> whether it is waived."""
    return {
        said.fingerprint: said.waived
        for units in cells.values()
        for cell in units.values()
        for said in cell.values()
        if said.verdict == Verdict.UNMET
    }
