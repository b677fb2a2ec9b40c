"""The page of runs: when, of which commit, what it judged, and how long it took."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from assay.web.chosen import RunChosen
from assay.web.findings import Text
from assay.web.routing import page
from assay.web.site import Site
from assay.web.visit import Visit

_AT_ONCE = 50


class RunsWanted(RunChosen, frozen=True, kw_only=True):
    """Which runs are to be listed."""

    branch: Text = ""
    offset: Annotated[int, Meta(ge=0, le=10_000_000)] = 0


def listed(site: Site, visit: Visit, query: RunsWanted) -> str:
    """Runs of a target, the newest first."""
    of = site.runs.of(query.target)
    found = [run for run in of if not query.branch or run.branch == query.branch]
    return visit.render(
        "runs.html",
        title="Runs",
        runs=found[query.offset : query.offset + _AT_ONCE],
        total=len(found),
        offset=query.offset,
        at_once=_AT_ONCE,
        branch=query.branch,
        branches=sorted({run.branch for run in of if run.branch}),
        target=query.target or (of[0].target if of else ""),
        targets=site.runs.targets(),
    )


ROUTES = [page("/runs", listed)]
