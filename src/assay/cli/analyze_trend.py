"""Tell how scores and measures went over the runs of a branch."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import click

from assay.model import UsageError

from . import _options
from ._series import series


@click.command(name="trend")
@click.argument("what", required=False, metavar="[METRIC|score]")
@click.option("--integration", metavar="GLOB", help="Only these integrations; without METRIC, all of their measures.")
@click.option("--branch", metavar="NAME", help="Runs of this branch; of that of the newest run if not given.")
@_options.in_target
@_options.lake
@_options.as_json
def command(
    what: str | None, integration: str | None, branch: str | None, target: Path, lake: Path | None, as_json: bool
) -> None:
    """Tell how METRIC, or the low end of scores, went over the runs of a branch, and where its level changed.

    Runs of a selection or with other profiles are left out: like is compared with like. Without METRIC, the scores of
    all integrations are told or, with --integration, all scores and measures of those.

    \b
    assay analyze trend
    assay analyze trend testing/switched_off_share
    assay analyze trend --integration adyen-integration
    assay analyze trend score --integration 'paypal*' --branch main --json
    """
    from assay.analysis.trends import SCORE, Trend, measure_trends, score_trends
    from assay.reports.trends import show, values

    from ._listing import print_json

    asked = series(target, lake, branch)
    found: list[Trend] = []
    if what in (None, SCORE):
        found += score_trends(asked.lake, asked.runs, domain="" if what is None and integration is None else None)
    if what != SCORE and (what or integration):
        if what and what not in asked.metrics:
            remedy = "`assay metrics` lists them; `score` is the low end of scores."
            raise UsageError(f"no metric is called {what}", remedy=remedy)
        found += measure_trends(asked.lake, asked.runs, asked.metrics, metric=what)
    found = [trend for trend in found if fnmatchcase(trend.integration, integration or "*")]
    if not found:
        remedy = "`assay check` names the integrations; a metric says nothing of those without its evidence."
        raise UsageError("nothing was measured that is called so", remedy=remedy)
    if as_json:
        print_json({"branch": asked.branch, "runs": len(asked.runs), "trends": [values(trend) for trend in found]})
    else:
        one = len({trend.integration for trend in found}) == 1
        show(found, asked.runs, named=one and len({trend.name for trend in found}) > 1)
