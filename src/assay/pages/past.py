"""A run and the lake that keeps it -> how scores went over the runs before it, and since when a finding stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from markupsafe import Markup

from assay.engine.result import Finding, Result
from assay.store.records import Run, Score, Sighting

from . import plots
from .figures import day
from .figures import score as told

#: A plot of more points than this is a smear.
_MOST_POINTS = 120
_MOST_RUNS = 12


@dataclass(frozen=True, slots=True)
class Stand:
    """How one unit, or several in the mean, stood in one run. `counts` has the units by their fitness."""

    run: str
    started: str
    commit: str | None
    low: float
    high: float
    counts: dict[str, int]
    unmet: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Course:
    """Stands over the runs of a branch, oldest first, their plot, and the newest of them, newest first."""

    stands: Sequence[Stand]
    plot: Markup
    newest: Sequence[Stand]

    @property
    def runs(self) -> int:
        return len(self.stands)


@dataclass(frozen=True, slots=True)
class Standing:
    """Since when a finding is unmet: the run that saw it first, and the one that began the present streak."""

    sighting: Sighting
    first: Run | None
    since: Run | None


def course(result: Result, name: str, *, integration: str | None = None, domain: str = "") -> Course:
    """How a unit stood in the runs so far or, without one, all units in the mean; in one domain or (empty) in all."""
    stands = _stands(scores(result, integration=integration, domain=domain))
    return Course(stands, _plot(stands, name), stands[: -_MOST_RUNS - 1 : -1])


def scores(result: Result, *, integration: str | None = None, domain: str | None = None) -> list[Score]:
    """Scores of the runs of the result's branch up to itself, oldest first."""
    if result.lake is None:
        return []
    run = result.run
    found = result.lake.catalog.scores(run.target, run.branch or "", integration=integration, domain=domain)
    return [score for score in found if score.started <= run.started]


def thin(values: Sequence[float], most: int = _MOST_POINTS) -> list[float]:
    """At most so many of the values, evenly, the last always among them."""
    step = -(-len(values) // most) if len(values) > most else 1
    return list(values[::-1][::step][::-1])


class Sightings:
    """Since when the findings of a run stand; the catalog is asked once."""

    def __init__(self, result: Result) -> None:
        self._catalog = result.lake.catalog if result.lake else None
        run = result.run
        self._known = self._catalog.sightings(run.target, run.branch or "") if self._catalog else {}
        self._runs: dict[str, Run | None] = {}

    def of(self, finding: Finding) -> Standing | None:
        """None for what was never unmet in a whole run of this branch."""
        sighting = self._known.get(finding.fingerprint)
        if sighting is None:
            return None
        return Standing(sighting, self._run(sighting.first_run), self._run(sighting.since_run))

    def _run(self, run: str) -> Run | None:
        if run not in self._runs:
            self._runs[run] = self._catalog.run(run) if self._catalog else None
        return self._runs[run]


def _stands(found: Iterable[Score]) -> list[Stand]:
    runs: dict[str, list[Score]] = {}
    for score in found:
        runs.setdefault(score.run, []).append(score)
    return [_stand(group) for group in runs.values()]


def _stand(group: Sequence[Score]) -> Stand:
    counts: dict[str, int] = {}
    for score in group:
        counts[score.fitness] = counts.get(score.fitness, 0) + 1
    low, high = fmean(score.low for score in group), fmean(score.high for score in group)
    unmet, unknown = sum(score.unmet for score in group), sum(score.unknown for score in group)
    return Stand(group[0].run, group[0].started, group[0].commit, low, high, counts, unmet, unknown)


def _plot(stands: Sequence[Stand], name: str) -> Markup:
    if len(stands) < 2:
        return Markup("")
    shown = [stands[int(n)] for n in thin(range(len(stands)))]
    points = [plots.Point(day(stand.started), stand.low, stand.low, stand.high) for stand in shown]
    ends = f"from {told(stands[0].low, stands[0].high)} to {told(stands[-1].low, stands[-1].high)}"
    bottom, top = min(stand.low for stand in shown), max(stand.high for stand in shown)
    return plots.line(points, f"{name} over {len(stands)} runs", ends, f"{bottom:.0f}", f"{top:.0f}")
