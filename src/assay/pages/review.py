"""A comparison of two runs -> its page: what the change brought and mended, on its own lines first, and what moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assay.model.standard import Standard
from assay.reviews.comparison import Comparison, Row, Status, Touched, UnitChange
from assay.reviews.gate import Gate
from assay.store.records import Run

_TITLES = {
    Status.NEW: "New",
    Status.REAPPEARED: "Re-appeared",
    Status.FIXED: "Fixed",
    Status.NOT_JUDGED: "No longer judged",
    Status.UNCHANGED: "Unchanged",
}
_PLACES = {
    Touched.LINE: "on lines of the change",
    Touched.FILE: "in files of the change",
    Touched.NOTHING: "elsewhere",
}


@dataclass(frozen=True, slots=True)
class RowPart:
    """Findings of one status (and, of what appeared, of one distance from the change) of one standard."""

    standard: str
    title: str
    level: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class StatusPart:
    """Findings of one status. `folded` says that few read it."""

    status: Status
    title: str
    count: int
    parts: Sequence[RowPart]
    folded: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What changed between two runs of a target. `counts` has every status, `units` those that stand otherwise now.

    `only` is the status that `parts` were narrowed to.
    """

    base: Run
    head: Run
    gate: Gate | None
    counts: Mapping[Status, int]
    units: Sequence[UnitChange]
    only: Status | None
    parts: Sequence[StatusPart]
    moved_files: int
    moved_units: Mapping[str, str]


def review(
    compared: Comparison, standards: Mapping[str, Standard], gate: Gate | None = None, only: str = ""
) -> ReviewPage:
    """The page of a comparison; of findings of one status if it is named."""
    wanted = next((status for status in Status if status == only), None)
    return ReviewPage(
        base=compared.base,
        head=compared.head,
        gate=gate,
        counts={status: len(compared.of(status)) for status in Status},
        units=[unit for unit in compared.units if unit.changed],
        only=wanted,
        parts=[part for part in _parts(compared, standards) if part.count and wanted in (None, part.status)],
        moved_files=len(compared.moves.files),
        moved_units={old: new for old, new in compared.moves.units.items() if old != new},
    )


def _parts(compared: Comparison, standards: Mapping[str, Standard]) -> list[StatusPart]:
    parts = []
    for status in (Status.NEW, Status.REAPPEARED):
        for where, rows in _by_place(compared.of(status)):
            folded = where == _PLACES[Touched.NOTHING]
            parts.append(_part(status, f"{_TITLES[status]} {where}".rstrip(), rows, standards, folded))
    for status in (Status.NOT_JUDGED, Status.FIXED, Status.UNCHANGED):
        parts.append(_part(status, _TITLES[status], compared.of(status), standards, status is Status.UNCHANGED))
    return parts


def _by_place(rows: Sequence[Row]) -> list[tuple[str, Sequence[Row]]]:
    """Rows by their distance from the change; as one where none is near it, for its lines may not be known."""
    if all(row.touched is Touched.NOTHING for row in rows):
        return [("", rows)]
    return [(where, [row for row in rows if row.touched is touched]) for touched, where in _PLACES.items()]


def _part(
    status: Status, title: str, rows: Sequence[Row], standards: Mapping[str, Standard], folded: bool
) -> StatusPart:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.finding.standard, []).append(row)
    parts = [
        RowPart(name, standards[name].title if name in standards else name, group[0].finding.level, group)
        for name, group in grouped.items()
    ]
    return StatusPart(status, title, len(rows), parts, folded)
