"""The review of a change: two runs of a target, and what became of every unmet finding from the one to the other."""

from __future__ import annotations

from typing import Any

from assay.reviews.comparison import Comparison, Status, compare
from assay.store.records import Run
from assay.web.chosen import RunChosen, chosen
from assay.web.findings import Text
from assay.web.routing import page
from assay.web.site import Site
from assay.web.visit import Visit

_MOST_ROWS = 200
#: What a reviewer wants to know first.
_ORDER = (Status.NEW, Status.REAPPEARED, Status.NOT_JUDGED, Status.FIXED, Status.UNCHANGED)


class Compared(RunChosen, frozen=True, kw_only=True):
    """Which run is compared with which: `run` with `base`, that before it of the same branch if left out."""

    base: Text = ""
    status: Text = ""


def shown(site: Site, visit: Visit, query: Compared) -> str:
    """The comparison; without a second run, how to get one."""
    of = chosen(site.runs, query)
    base = _base(site, of.run, query.base)
    told: dict[str, Any] = {"base": base, "parts": [], "units": [], "most": _MOST_ROWS}
    if base is not None:
        with site.runs.open_two(base, of.run) as (before, after):
            told |= _told(compare(before, after), query.status)
    return visit.render("changes.html", title="Review", chosen=of, query=query, **told)


def _base(site: Site, head: Run, wanted: str) -> Run | None:
    if wanted:
        return site.runs.find(head.target, wanted)
    earlier = [run for run in site.runs.of(head.target) if run.started < head.started and not run.narrowed]
    same = [run for run in earlier if run.branch == head.branch]
    return next(iter([*same, *earlier]), None)


def _told(made: Comparison, status: str) -> dict[str, Any]:
    counts = {one.value: len(made.of(one)) for one in _ORDER}
    wanted = [one for one in _ORDER if one.value == status] or [one for one in _ORDER if one is not Status.UNCHANGED]
    parts = [(one, rows) for one in wanted if (rows := made.of(one))]
    return {"counts": counts, "parts": parts, "units": [unit for unit in made.units if unit.changed]}


ROUTES = [page("/review", shown)]
