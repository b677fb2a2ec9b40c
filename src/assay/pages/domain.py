"""A run and a domain -> the domain at a glance: verdicts, measures, tools, course, plan, and what to do about gaps.

The domain of no name is the integration as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from assay.analysis.trends import Trend
from assay.engine.query import tables
from assay.engine.result import DomainResult, IntegrationResult, Measure, Result, Since
from assay.model import Fitness, Level
from assay.model.standard import Metric
from assay.reviews.plan import Plan
from assay.store.records import Run

from . import digest, moving, past, plan, tools
from .moving import Moving
from .overview import domains

_MOST_LINES = 5
_MOST_MOVING = 12


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in the domain; no `cell` where nothing of the domain applies to it."""

    unit: IntegrationResult
    cell: DomainResult


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One standard: units and subjects by verdict. `share` is met of judged subjects, None where none was judged."""

    id: str
    title: str
    level: Level
    units_unmet: int
    units_unknown: int
    units_met: int
    met: int
    judged: int

    @property
    def share(self) -> float | None:
        return self.met / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric over the units: its median, and the unit that is worst off."""

    metric: Metric
    values: Sequence[Measure]
    middle: float
    worst: Measure


@dataclass(frozen=True, slots=True)
class Fresh:
    """How new what a tool told is: the time of the newest event of its rows."""

    tool: str
    newest: Any


@dataclass(frozen=True, slots=True)
class DomainPage:
    """One domain, or (`name` empty) the integration as a whole."""

    run: Run
    name: str
    domains: Sequence[str]
    tally: Mapping[Fitness, int]
    units: Sequence[UnitRow]
    standards: Sequence[StandardRow]
    metrics: Sequence[MetricRow]
    gaps: Sequence[digest.Gap]
    course: past.Course
    tools: tools.ToolsPage
    fresh: Sequence[Fresh]
    plan: plan.PlanPage
    since: Since | None
    moving: Moving


def domain(result: Result, name: str, made: Plan, moved: Sequence[Trend] | None = None) -> DomainPage:
    """The page of a domain, with its part of the plan `made` and of what `moving.trends` says, where that is known.

    Errors: KeyError when the run knows no domain of that name.
    """
    known = domains(result)
    if name and name not in known:
        raise KeyError(name)
    facing, _ = digest.units(result)
    read = tools.tools(result, name)
    rows = [UnitRow(unit, cell) for unit in facing if (cell := _cell(unit, name)) is not None]
    return DomainPage(
        run=result.run,
        name=name,
        domains=known,
        tally={fitness: sum(row.cell.fitness is fitness for row in rows) for fitness in Fitness},
        units=sorted(rows, key=lambda row: (row.cell.score_low, row.unit.name)),
        standards=_standards(result, name),
        metrics=_metrics(result, name),
        gaps=digest.gaps(result, name),
        course=past.course(result, f"Mean score of {name or 'all domains'}", domain=name),
        tools=read,
        fresh=_fresh(result, read),
        plan=plan.page(result, made, domain=name, most=_MOST_LINES),
        since=result.since,
        moving=moving.moving(result, moving.trends(result) if moved is None else moved, name, most=_MOST_MOVING),
    )


def _cell(unit: IntegrationResult, name: str) -> DomainResult | None:
    """A unit's answer in a domain, or in all of them together."""
    if name:
        return unit.domains.get(name)
    cells = list(unit.domains.values())
    counts = ("met", "unmet", "unknown", "must_unmet", "must_unknown")
    whole = {count: sum(getattr(cell, count) for cell in cells) for count in counts}
    return DomainResult(**whole, fitness=unit.fitness, score_low=unit.score_low, score_high=unit.score_high)


_BY_UNIT = """
with u as (
    select standard, integration, coalesce(sum(subjects) filter (verdict = 'met'), 0) as met,
        count(*) filter (verdict = 'unmet') as unmet, count(*) filter (verdict = 'unknown') as unknown
    from finding where $domain = '' or domain = $domain group by all
)
select standard, count(*) filter (unmet > 0), count(*) filter (unmet = 0 and unknown > 0),
    count(*) filter (unmet = 0 and unknown = 0), sum(met)::bigint, sum(met + unmet)::bigint
from u group by standard
"""


def _standards(result: Result, name: str) -> list[StandardRow]:
    counted = {row[0]: row[1:] for row in result.db.execute(_BY_UNIT, {"domain": name}).fetchall()}
    rows = [
        StandardRow(one.id, one.title, one.level, *counted.get(one.id, (0, 0, 0, 0, 0)))
        for one in result.standards.values()
        if not name or one.domain == name
    ]
    return sorted(rows, key=lambda row: (-row.units_unmet, -row.level.weight, -row.units_unknown, row.id))


def _metrics(result: Result, name: str) -> list[MetricRow]:
    values: dict[str, list[Measure]] = {}
    for measure in result.measures():
        if measure.value is not None and not measure.dimension and (not name or measure.domain == name):
            values.setdefault(measure.metric, []).append(measure)
    rows = []
    for metric in result.metrics.values():
        found = sorted(values.get(metric.id, ()), key=lambda one: one.value or 0, reverse=metric.better == "lower")
        if found:
            middle = median(one.value for one in found if one.value is not None)
            rows.append(MetricRow(metric, found, middle, found[0]))
    return rows


def _fresh(result: Result, page: tools.ToolsPage) -> list[Fresh]:
    """The newest time in the rows of each tool that fills tables of events."""
    known = tables()
    found = []
    for part in page.read:
        times = [(table, _times(known[table])) for table in part.tool.fills]
        newest = [_newest(result, table, names[0]) for table, names in times if names]
        if any(newest):
            found.append(Fresh(part.tool.tool, max(time for time in newest if time)))
    return found


def _times(columns: Sequence[Any]) -> list[str]:
    return [column.name for column in columns if column.sql_type == "TIMESTAMP"]


def _newest(result: Result, table: str, column: str) -> Any:
    result.evidence.require([table])
    row = result.db.execute(f'select max("{column}") from "{table}"').fetchone()
    return row[0] if row else None
