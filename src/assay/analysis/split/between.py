"""What lies between two runs: verdicts as they would be if only some of the causes that need judging had acted.

Each counterfactual is judged, from the rows that the lake holds of both runs:

    standards    the texts, levels, limits and set of standards of either run
    day          the day of judgement of either run
    tool         sources read with the same content in both: the rows of either run
    evidence     collections that only one of them has (`sources.py`): there, or not
    code         all other sources, and the list of the target's files: of either run

A standard is judged again only where two causes touch it; which do is told from the tables that it reads.
New files as the old tool would have read them cannot be had: they, and files that are gone, are in every mixture as
they were read, and what the tool changed in them falls to the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .causes import Cause, Cell
from .mixture import OF_ROWS, Mixture
from .reach import Reach
from .shapley import subsets
from .sides import Side
from .sources import Source
from .worths import Acted


class Between:
    """The verdicts of both runs and those in between."""

    def __init__(self, old: Side, new: Side, sources: list[Source]) -> None:
        self._sides = (old, new)
        reach = Reach(old, new, sources)
        self._touched = {name: reach.by(name) for name in sorted(old.said.keys() | new.said.keys())}
        wanted: dict[Acted, list[str]] = {}
        for standard, causes in self._touched.items():
            for acted in subsets(causes):
                if acted and acted != causes:
                    wanted.setdefault(_state(acted, causes), []).append(standard)
        self.about_waivers = frozenset(name for name in self._touched if reach.reads_waivers(name))
        self._judged = Mixture(old, new, sources).judge(wanted)

    @property
    def standards(self) -> Iterable[str]:
        return self._touched

    def judged(self, standard: str) -> dict[Acted, tuple[Mapping[str, Cell], Mapping[str, Cell]]]:
        """Causes that have acted -> what the standard says of each unit on the old files, and on the new ones."""
        causes = self._touched[standard]
        files = causes & {Cause.CODE}
        return {
            acted: (self._said(standard, acted), self._said(standard, acted | files))
            for acted in subsets(causes - files)
        }

    def _said(self, standard: str, acted: Acted) -> Mapping[str, Cell]:
        causes = self._touched[standard]
        if acted and acted != causes:
            return self._judged[_state(acted, causes)].get(standard, {})
        return self._sides[bool(acted)].said.get(standard, {})


def _state(acted: Acted, causes: Acted) -> Acted:
    """What is to be mixed: rows that do not matter here go with the files, so that few mixtures serve many."""
    return acted | (OF_ROWS - causes) if Cause.CODE in acted else acted
