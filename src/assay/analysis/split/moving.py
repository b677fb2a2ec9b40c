"""A cell judged with some causes and not others -> a function from the causes that have acted to the cell.

What can only be told by judging (standards, day, tool, collections) comes in as cells judged on old and on new files;
what differs between these two is told apart finding by finding, and waivers come last.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .acceptance import Acceptance
from .causes import Cause, Cell, differences, mixed
from .worths import Acted, Moving

#: (cell on the old files, cell on the new files) when these of the causes that need judging have acted.
Judged = Mapping[Acted, tuple[Cell, Cell]]


def moving(judged: Judged, acceptance: Acceptance, *, stays: bool, whole: Cause | None = None) -> Moving:
    """`judged` holds every subset of the causes that need judging; `stays` says that the unit is in both runs.

    With `whole`, every difference has this cause.
    """
    differ = {acted: differences(*cells, stays=stays) for acted, cells in judged.items()}
    if whole:
        differ = {acted: dict.fromkeys(found, whole) for acted, found in differ.items()}
    asked = frozenset().union(*judged)
    causes = set(asked).union(*(found.values() for found in differ.values()))
    if any(acceptance.differs(cell) for cells in judged.values() for cell in cells):
        causes.add(Cause.WAIVERS)

    @cache
    def cell(acted: Acted) -> Cell:
        state = acted & asked
        return acceptance.of(mixed(*judged[state], differ[state], acted), Cause.WAIVERS in acted)

    return Moving(frozenset(causes), cell)
