"""Tell what changed when: the levels of all measures and scores that changed, and the commits between."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import click

from . import _options
from ._progress import progress
from ._series import series


@click.command(name="change")
@click.option("--integration", metavar="GLOB", default="*", help="Only these integrations.")
@click.option("--metric", metavar="GLOB", default="*", help="Only these metrics; `score` is the low end of scores.")
@click.option("--worse", is_flag=True, help="Only changes for the worse.")
@click.option("--branch", metavar="NAME", help="Runs of this branch; of that of the newest run if not given.")
@click.option("--most", default=10, show_default=True, type=click.IntRange(1), help="Most changes to tell.")
@click.option("--commits", default=3, show_default=True, type=click.IntRange(0), help="Most commits to tell of each.")
@_options.in_target
@_options.lake
@_options.as_json
def command(
    integration: str,
    metric: str,
    worse: bool,
    branch: str | None,
    most: int,
    commits: int,
    target: Path,
    lake: Path | None,
    as_json: bool,
) -> None:
    """Tell where the levels of measures and scores changed, the largest changes (relative to their scatter) first.

    A change needs three runs before and after it. Each is told with the last run before and the first after it, and
    with the commits between that touched the integration, where git knows them.

    \b
    assay analyze change
    assay analyze change --worse --integration 'paypal*'
    assay analyze change --metric 'testing/*' --json
    """
    from assay.analysis.commits import between
    from assay.analysis.trends import measure_trends, ranked, score_trends
    from assay.reports.trends import changed, show_changes

    from ._listing import print_json

    asked = series(target, lake, branch)
    with progress() as told:
        if told:
            told("looking for changes", 0, 2)
        trends = score_trends(asked.lake, asked.runs, domain=None)
        if told:
            told("looking for changes", 1, 2)
        trends += measure_trends(asked.lake, asked.runs, asked.metrics, moving=True)
    found = [
        (trend, change)
        for trend, change in ranked(trends)
        if fnmatchcase(trend.integration, integration) and fnmatchcase(trend.name, metric)
        if change.worse or not worse
    ]
    shown = found if as_json else found[:most]
    paths = asked.paths() if commits else {}
    listed = [between(target, change, paths.get(trend.integration), commits) for trend, change in shown[:most]]
    if as_json:
        pairs = zip(shown, [*listed, *[()] * (len(shown) - len(listed))], strict=True)
        changes = [{**changed(trend, change), "commits": list(lines)} for (trend, change), lines in pairs]
        print_json({"branch": asked.branch, "runs": len(asked.runs), "changes": changes})
    else:
        show_changes(list(zip(shown, listed, strict=True)), len(found), asked.runs)
