"""A run and the lake that keeps it -> how every unit and domain went over the runs so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assay.analysis.trends import Trend
from assay.engine.result import Result
from assay.store.records import Run, Score

from . import digest, moving, past, plots
from .moving import Moving
from .overview import domains


@dataclass(frozen=True, slots=True)
class TrendRow:
    """How one unit's floor went: its first and last value, and the run since which its verdict is what it is."""

    name: str
    first: float
    low: float
    high: float
    fitness: str
    since: str
    plot: Markup

    @property
    def change(self) -> float:
        return self.low - self.first


@dataclass(frozen=True, slots=True)
class TrendsPage:
    """The course of all units in the mean, of each unit, and of each domain in the mean."""

    run: Run
    course: past.Course
    units: Sequence[TrendRow]
    moving: Moving
    domains: Sequence[tuple[str, past.Course, Markup]]


def trends(result: Result, moved: Sequence[Trend] | None = None) -> TrendsPage:
    """The trends of a run's branch up to that run; `moved` is what `moving.trends` says of it, where that is known."""
    by_unit: dict[str, list[Score]] = {}
    for score in past.scores(result, domain=""):
        by_unit.setdefault(score.integration, []).append(score)
    facing = [unit.name for unit in digest.units(result)[0]]
    return TrendsPage(
        run=result.run,
        course=past.course(result, "Mean score of all units"),
        moving=moving.moving(result, moving.trends(result) if moved is None else moved),
        units=[_row(name, by_unit[name]) for name in facing if name in by_unit],
        domains=[_domain(result, name) for name in domains(result)],
    )


def _row(name: str, found: Sequence[Score]) -> TrendRow:
    last = found[-1]
    since = last.started
    for score in reversed(found):
        if score.fitness != last.fitness:
            break
        since = score.started
    lows = past.thin([score.low for score in found])
    plot = plots.sparkline(lows, f"floor of {name}: from {found[0].low:.0f} to {last.low:.0f}")
    return TrendRow(name, found[0].low, last.low, last.high, last.fitness, since, plot)


def _domain(result: Result, name: str) -> tuple[str, past.Course, Markup]:
    course = past.course(result, f"Mean score of {name}", domain=name)
    lows = [stand.low for stand in course.stands]
    ends = f": from {lows[0]:.0f} to {lows[-1]:.0f}" if lows else ""
    return name, course, plots.sparkline(past.thin(lows), f"mean floor of {name}{ends}")
