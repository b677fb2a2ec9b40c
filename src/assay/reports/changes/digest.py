"""A review -> what its reader needs first: what the change brought, on its own lines first, and the units it moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assay.engine.result import IntegrationResult
from assay.model import Level
from assay.pages.digest import place, plural
from assay.reviews.comparison import Comparison, Row, Status, Touched, UnitChange
from assay.reviews.reviewing import Review

APPEARED = (Status.NEW, Status.REAPPEARED)
_WORDS = {
    Status.NEW: "new",
    Status.REAPPEARED: "back again",
    Status.FIXED: "fixed",
    Status.NOT_JUDGED: "no longer judged",
    Status.UNCHANGED: "unchanged",
}
_WHERE = {
    Touched.LINE: "on lines that this change wrote",
    Touched.FILE: "elsewhere in files that it touches",
    Touched.NOTHING: "in files that it does not touch",
}


_MOST_CALLERS = 3


class Group(NamedTuple):
    """Rows of one standard, one status and one nearness to the change; the first is to be shown."""

    standard: str
    level: Level
    touched: Touched
    rows: Sequence[Row]

    @property
    def units(self) -> int:
        return len({row.finding.integration for row in self.rows})


def groups(rows: Iterable[Row]) -> list[Group]:
    """Rows by standard: what lies on the change's own lines first, then by level, then by how many."""
    found: dict[tuple[Touched, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.touched, row.finding.standard), []).append(row)
    made = [Group(standard, group[0].finding.level, touched, group) for (touched, standard), group in found.items()]
    near = list(Touched)
    return sorted(made, key=lambda g: (near.index(g.touched), -g.level.weight, -len(g.rows), g.standard))


def counted(compared: Comparison) -> list[RowGroup]:
    """The rows that are to the account of the change, then those that the base may have had as well."""
    appeared = compared.of(*APPEARED)
    return [
        RowGroup("New", [row for row in appeared if row.counts]),
        RowGroup("New, but accepted by a waiver", [row for row in appeared if row.finding.waived]),
        RowGroup(
            "Unmet for the first time, where the base was not judged",
            [row for row in appeared if not row.counts and not row.finding.waived],
        ),
        RowGroup("Unmet now by the layout of files alone", [row for row in compared.rows if row.layout]),
        RowGroup("No longer judged, so not fixed", compared.of(Status.NOT_JUDGED)),
        RowGroup("Fixed", compared.of(Status.FIXED)),
    ]


class RowGroup(NamedTuple):
    """Rows under one heading."""

    title: str
    rows: Sequence[Row]


def headline(compared: Comparison) -> str:
    """`3 new, 1 fixed, 2 no longer judged; 511 unchanged`: what is zero is left out, but for the new ones."""
    counts = Counter(row.status for row in compared.rows)
    told = [
        f"{counts[status]:,} {_WORDS[status]}"
        for status in Status
        if status is not Status.UNCHANGED and (counts[status] or status is Status.NEW)
    ]
    idle = sum(not row.counts for row in compared.of(*APPEARED))
    more = f" ({idle:,} of the new ones that the base was not judged on)" if idle else ""
    return f"{', '.join(told)}; {counts[Status.UNCHANGED]:,} unchanged{more}"


def near(touched: Touched) -> str:
    """Where a row lies, in words."""
    return _WHERE[touched]


def changed(units: Iterable[UnitChange]) -> list[UnitChange]:
    """The units that the change moved: what became unfit first, then by how much the floor fell or rose."""
    moved = [unit for unit in units if unit.changed]
    return sorted(moved, key=lambda unit: (not unit.became_unfit, rise(unit), unit.name))


def rise(unit: UnitChange) -> float:
    """By how much the floor of a unit's score rose; 0 where there is nothing to compare with."""
    return unit.after.score_low - unit.before.score_low if unit.before and unit.after else 0.0


def score(unit: IntegrationResult | None) -> str:
    """`61` or `61 to 80`; a dash for no unit."""
    if unit is None:
        return "–"
    low, high = f"{unit.score_low:.1f}", f"{unit.score_high:.1f}"
    return low if low == high else f"{low} to {high}"


def moved(compared: Comparison) -> str:
    """What was renamed, in a few words; empty when nothing was."""
    found = compared.moves
    told = [f"{old} is {new} now" for old, new in list(found.units.items())[:3]]
    if found.files:
        told.append(f"{plural(len(found.files), 'file')} moved")
    return "; ".join(told)


def described(review: Review) -> Iterable[str]:
    """What the descriptions of APIs break that the change edits, a sentence each."""
    for each in review.described:
        parts = [plural(len(each.breaking), "breaking change")] if each.breaking else []
        parts += [plural(len(each.possibly), "change") + " that may break"] if each.possibly else []
        worst = (*each.breaking, *each.possibly)[0]
        callers = [f"{place(hit.path, hit.line)} ({hit.operation})" for hit in each.hit]
        more = f" and {len(callers) - _MOST_CALLERS} more" if len(callers) > _MOST_CALLERS else ""
        hit = f"; hits {', '.join(callers[:_MOST_CALLERS])}{more}" if callers else ""
        whose = f"{worst.operations[0]}, " if worst.operations else ""
        yield f"{each.path}: {' and '.join(parts)}, first {whose}{worst.message}{hit}; `assay review api` tells all"
