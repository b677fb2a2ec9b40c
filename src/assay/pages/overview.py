"""A run -> the first page: how many integrations are fit, where, what matters most, what lacks evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assay.engine.result import IntegrationResult, Result, Since
from assay.model import Fitness, Outcome, Verdict
from assay.store.records import Run

from . import digest, past, rulesets

_MOST_GROUPS = 8


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole target at a glance. `shown` faces a provider; `others` is what stands behind; `counts` has findings."""

    name: str
    run: Run
    tally: dict[Fitness, int]
    shown: Sequence[IntegrationResult]
    others: Sequence[IntegrationResult]
    domains: Sequence[str]
    standards: int
    counts: Mapping[Verdict, int]
    worst: Sequence[digest.Group]
    unmet: int
    gaps: Sequence[digest.Gap]
    failed: int
    read: int
    rulesets: Sequence[str]
    wider: Sequence[str]
    since: Since | None
    course: past.Course


def overview(result: Result) -> Overview:
    """The overview of one run."""
    shown, others = digest.units(result)
    outcomes = dict(result.db.execute("select outcome, count(*) from collection group by all").fetchall())
    counts = dict(result.db.execute("select verdict, sum(subjects)::bigint from finding group by all").fetchall())
    groups = digest.worst(result, most=len(result.standards))
    return Overview(
        name=Path(result.run.target).name,
        run=result.run,
        tally=digest.tally(shown),
        shown=shown,
        others=others,
        domains=domains(result),
        standards=len(result.standards),
        counts={verdict: counts.get(verdict, 0) for verdict in Verdict},
        worst=groups[:_MOST_GROUPS],
        unmet=len(groups),
        gaps=digest.gaps(result),
        failed=outcomes.get(Outcome.FAILED, 0),
        read=outcomes.get(Outcome.READ, 0),
        rulesets=rulesets.sentences(result),
        wider=digest.wider(result),
        since=result.since,
        course=past.course(result, "Mean score of all units"),
    )


def domains(result: Result) -> list[str]:
    """Every domain of the standards and metrics of a run, by name."""
    of_standards = {standard.domain for standard in result.standards.values()}
    return sorted(of_standards | {metric.domain for metric in result.metrics.values()})
