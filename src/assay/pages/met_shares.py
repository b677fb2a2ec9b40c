"""A run and the lake that keeps it -> the share of judged subjects that met a standard, over the newest runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from assay.engine.evidence import open_database
from assay.engine.outcomes import FINDING
from assay.engine.result import Result
from assay.store.history import over_runs

from . import plots
from .figures import day, number

#: Findings of more runs than this take longer to count than anybody wants to wait for a page.
_MOST_RUNS = 30


class Share(NamedTuple):
    """`met` of the `judged` subjects in one run."""

    started: str
    commit: str | None
    met: int
    judged: int

    @property
    def value(self) -> float:
        return self.met / self.judged


def met_shares(result: Result, standard: str | None = None) -> dict[str, list[Share]]:
    """Standard -> its shares, oldest run first, of one standard or of all; runs that judged no subject are left out."""
    if result.lake is None:
        return {}
    run = result.run
    series = result.lake.catalog.series(run.target, run.branch or "")
    runs = {other.id: other for other in [one for one in series if one.started <= run.started][-_MOST_RUNS:]}
    if len(runs) < 2:
        return {}
    query = f"""
        select standard, run, coalesce(sum(coalesce(subjects, 1)) filter (verdict = 'met'), 0)::bigint,
            sum(coalesce(subjects, 1))::bigint
        from {over_runs(result.lake, runs, "finding", FINDING)}
        where verdict <> 'unknown' and ($standard is null or standard = $standard)
        group by all order by standard, run"""
    found: dict[str, list[Share]] = {}
    with open_database() as db:
        for name, of, met, judged in db.execute(query, {"standard": standard}).fetchall():
            found.setdefault(name, []).append(Share(runs[of].started, runs[of].commit, met, judged))
    return found


def plot(shares: Sequence[Share], title: str) -> Markup:
    """The course of a share; empty while there is but one."""
    if len(shares) < 2:
        return Markup("")
    points = [plots.Point(day(share.started), share.value) for share in shares]
    low, high = min(point.value for point in points), max(point.value for point in points)
    ends = f"from {number(points[0].value, 'ratio')} to {number(points[-1].value, 'ratio')}"
    return plots.line(points, f"Share met: {title}", ends, number(low, "ratio"), number(high, "ratio"))
