"""The runs of a branch -> how every measure and score went over them, and where it changed.

In: the lake, and runs that can be compared (`Catalog.series`: whole ones, of one branch and set of profiles). Out:
plain values, oldest run first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assay.engine.evidence import open_database
from assay.engine.outcomes import MEASURE
from assay.model.standard import Metric
from assay.store.history import over_runs
from assay.store.lake import Lake, unreadable
from assay.store.records import Run

from .steps import Shape, Step, pattern

#: The name by which scores are asked for, where metrics are by their ids.
SCORE = "score"
#: Scatter counts as this share of the level at the least, so that what never scatters is ranked by how far it went.
_LEAST_SCATTER = 0.01


class Point(NamedTuple):
    """What one run measured; of a score, `value` and `low` are the low end. The counts are those of a ratio."""

    run: str
    started: str
    as_of: str
    commit: str | None
    value: float
    low: float | None
    high: float | None
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The level of a trend changed: `last_before` is the last run with the old one, `first_after` that with the new.

    `before` and `after` are the means of the levels on both sides; `scatter` and `confidence` are those of a `Step`.
    """

    last_before: Point
    first_after: Point
    before: float
    after: float
    scatter: float
    confidence: float | None
    worse: bool | None

    @property
    def magnitude(self) -> float:
        return self.after - self.before

    @property
    def size(self) -> float:
        """The magnitude in units of the scatter, which is 1 % of the larger level at the least."""
        least = _LEAST_SCATTER * max(abs(self.before), abs(self.after))
        return abs(self.magnitude) / math.hypot(self.scatter, least)


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure (metric, integration, dimension) or score (`name` is 'score', the dimension a domain) over runs."""

    name: str
    integration: str
    dimension: str
    unit: str
    better: str
    points: tuple[Point, ...]
    shape: Shape
    changes: tuple[Change, ...]

    @property
    def first(self) -> Point:
        return self.points[0]

    @property
    def last(self) -> Point:
        return self.points[-1]


def score_trends(
    lake: Lake, runs: Sequence[Run], *, integration: str | None = None, domain: str | None = ""
) -> list[Trend]:
    """Trends of the low ends of scores, by integration and domain; `domain` '' is all of them together, None each."""
    if not runs:
        return []
    known = {run.id: run for run in runs}
    newest = runs[-1]
    scores = lake.catalog.scores(newest.target, newest.branch or "", integration=integration, domain=domain)
    grouped: dict[tuple[str, str], list[Point]] = {}
    for score in scores:
        if score.run in known:
            run = known[score.run]
            point = Point(run.id, run.started, run.as_of, run.commit, score.low, score.low, score.high)
            grouped.setdefault((score.integration, score.domain), []).append(point)
    return [_trend(SCORE, *key, "points", "higher", points) for key, points in sorted(grouped.items())]


def measure_trends(
    lake: Lake,
    runs: Sequence[Run],
    metrics: Mapping[str, Metric],
    *,
    metric: str | None = None,
    integration: str | None = None,
    moving: bool = False,
) -> list[Trend]:
    """Trends of measures, by metric, integration and dimension; of one metric or integration when it is named.

    With `moving`, those that never changed are left out. Errors: AssayError when a file of the lake is damaged.
    """
    found = []
    for (name, unit, dimension), points in _measured(lake, runs, metric, integration, moving):
        stated = metrics.get(name)
        about = (stated.unit, stated.better) if stated else ("", "")
        found.append(_trend(name, unit, dimension, *about, points))
    return found


def _measured(
    lake: Lake, runs: Sequence[Run], metric: str | None, integration: str | None, moving: bool
) -> Iterator[tuple[tuple[str, str, str], list[Point]]]:
    from assay.store import duckdb

    known = {run.id: run for run in runs}
    query = f"""
        select metric, coalesce(integration, '') as unit, dimension,
            list(run order by run), list(value order by run), list(low order by run), list(high order by run),
            list(numerator order by run), list(denominator order by run)
        from {over_runs(lake, known, "measure", MEASURE)}
        where value is not null and ($metric is null or metric = $metric)
            and ($integration is null or integration = $integration)
        group by all {"having min(value) < max(value)" if moving else ""} order by all"""
    try:
        with open_database() as db:
            rows = db.execute(query, {"metric": metric, "integration": integration}).fetchall()
    except duckdb.Error as error:
        raise unreadable(error, lake.root) from error
    about = {run.id: (run.started, run.id, run.as_of, run.commit) for run in runs}
    for name, unit, dimension, ids, *numbers in rows:
        points = [
            Point(run, started, as_of, commit, *values)
            for (started, run, as_of, commit), *values in zip(map(about.__getitem__, ids), *numbers, strict=True)
        ]
        yield (name, unit, dimension), sorted(points, key=_when)


def _when(point: Point) -> tuple[str, str]:
    return point.started, point.run


def _trend(name: str, integration: str, dimension: str, unit: str, better: str, points: Sequence[Point]) -> Trend:
    found = pattern([point.value for point in points])
    changes = tuple(_change(points, step, better) for step in found.steps)
    return Trend(name, integration, dimension, unit, better, tuple(points), found.shape, changes)


def _change(points: Sequence[Point], step: Step, better: str) -> Change:
    worse = None if better not in ("higher", "lower") else (step.size < 0) == (better == "higher")
    levels = (step.before, step.after, step.scatter, step.confidence)
    return Change(points[step.index - 1], points[step.index], *levels, worse)


def ranked(trends: Iterable[Trend]) -> list[tuple[Trend, Change]]:
    """All changes, the largest relative to their scatter first, then the newest."""
    found = [(trend, change) for trend in trends for change in trend.changes]
    return sorted(found, key=lambda pair: (-round(pair[1].size, 3), -_number(pair[1].first_after.started)))


def _number(started: str) -> int:
    return int("".join(filter(str.isdigit, started[:19])) or 0)
