"""A run and the lake that keeps it -> scores and measures that moved over its runs, and where their level changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assay.analysis.trends import SCORE, Change, Point, Trend, measure_trends, score_trends
from assay.engine.result import Result

from . import past, plots
from .figures import day, number

_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class MovingRow:
    """One measure (or score, of no metric) of one integration over runs; `plot` is small, `course` has its interval."""

    metric: str
    title: str
    unit: str
    integration: str
    dimension: str
    first: Point
    last: Point
    runs: int
    better: str
    changes: Sequence[Change]
    plot: Markup
    course: Markup

    @property
    def worse(self) -> bool | None:
        """Whether it stands worse than at first; None where it stands the same."""
        if self.last.value == self.first.value:
            return None
        return (self.last.value < self.first.value) == (self.better == "higher")


@dataclass(frozen=True, slots=True)
class Moving:
    """What moved: where a level changed first (the largest for its scatter), then what went furthest for its size."""

    rows: Sequence[MovingRow]
    more: int


def trends(result: Result) -> list[Trend]:
    """Scores whose level changed and measures that moved over the runs of the branch up to this one."""
    if result.lake is None:
        return []
    run = result.run
    series = result.lake.catalog.series(run.target, run.branch or "")
    runs = [other for other in series if other.started <= run.started]
    if len(runs) < 2:
        return []
    scores = [trend for trend in score_trends(result.lake, runs) if trend.changes]
    return [*scores, *measure_trends(result.lake, runs, result.metrics, moving=True)]


def moving(result: Result, found: Sequence[Trend], domain: str = "", most: int = 30) -> Moving:
    """Rows of what moved, of one domain or (empty) of all, scores among these."""
    chosen = [trend for trend in found if domain in ("", _domain(result, trend))]
    chosen.sort(key=lambda trend: (-max((change.size for change in trend.changes), default=0), -_way(trend)))
    return Moving([_row(result, trend) for trend in chosen[:most]], max(0, len(chosen) - most))


def _domain(result: Result, trend: Trend) -> str:
    return result.metrics[trend.name].domain if trend.name in result.metrics else ""


def _way(trend: Trend) -> float:
    """How far it went from first to last, as a share of the larger of both."""
    ends = abs(trend.first.value), abs(trend.last.value)
    return abs(trend.last.value - trend.first.value) / max(*ends, _LEAST)


def _row(result: Result, trend: Trend) -> MovingRow:
    metric = result.metrics.get(trend.name)
    title = metric.title if metric else "Score"
    unit = "count" if trend.name == SCORE else trend.unit
    ends = f"from {number(trend.first.value, unit)} to {number(trend.last.value, unit)}"
    told = f"{title} of {trend.integration or 'the whole target'}"
    return MovingRow(
        metric=trend.name if metric else "",
        title=title,
        unit=unit,
        integration=trend.integration,
        dimension=trend.dimension,
        first=trend.first,
        last=trend.last,
        runs=len(trend.points),
        better=trend.better,
        changes=trend.changes,
        plot=plots.sparkline(past.thin([point.value for point in trend.points]), f"{told}: {ends}"),
        course=_course(trend, told, ends, unit) if trend.changes else Markup(""),
    )


def _course(trend: Trend, told: str, ends: str, unit: str) -> Markup:
    """The whole course, with the first run of each new level marked; those are never thinned away."""
    marked = {change.first_after.run for change in trend.changes}
    kept = {int(n) for n in past.thin(range(len(trend.points)))}
    points = [
        plots.Point(day(point.started), point.value, point.low, point.high, point.run in marked)
        for n, point in enumerate(trend.points)
        if n in kept or point.run in marked
    ]
    shown = [end for point in points for end in (point.value, point.low, point.high) if end is not None]
    return plots.line(points, told, ends, number(min(shown), unit), number(max(shown), unit))
