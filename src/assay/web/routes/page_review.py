"""Two runs of a target: what became of every unmet finding from the one to the other, and why scores changed."""

from __future__ import annotations

from typing import Any

from assay.pages.review import review
from assay.pages.why import WhyPage, why
from assay.reviews.comparison import compare
from assay.store.records import Run
from assay.web.chosen import Chosen, TwoChosen, before, chosen
from assay.web.findings import Text
from assay.web.routing import page
from assay.web.runs import NotFoundError
from assay.web.site import Site
from assay.web.visit import Visit


class Compared(TwoChosen, frozen=True, kw_only=True):
    """Findings of one status; of all if left out."""

    status: Text = ""


class Explained(TwoChosen, frozen=True, kw_only=True):
    """Why the scores of one unit changed, or through standards of one domain; of all if left out."""

    unit: Text = ""
    domain: Text = ""


def reviewed(site: Site, visit: Visit, query: Compared) -> str:
    """The comparison; without a second run, how to get one."""
    of = chosen(site.runs, query)
    base = before(site.runs, of.run, query.base)
    if base is None:
        return _shown(visit, of, None, "Review of a change")
    with site.runs.open_two(base, of.run) as (was, now):
        view = review(compare(was, now), was.standards | now.standards, only=query.status)
        return _shown(visit, of, base, "Review of a change", inner="review.html", view=view)


def explained(site: Site, visit: Visit, query: Explained) -> str:
    """The causes; without a second run, how to get one."""
    of = chosen(site.runs, query)
    base = before(site.runs, of.run, query.base)
    title = "Why scores changed"
    if base is None:
        return _shown(visit, of, None, title)
    return _shown(visit, of, base, title, inner="why.html", view=_why(site, base, of.run, query))


def _why(site: Site, base: Run, head: Run, query: Explained) -> WhyPage:
    try:
        return why(site.worked.split(base, head), unit=query.unit, domain=query.domain)
    except KeyError as error:
        remedy = "Of what came or went there is no change to explain; the overview leads to what this run knows."
        raise NotFoundError(f"the two runs have no unit called {query.unit}", remedy=remedy) from error


def _shown(visit: Visit, of: Chosen, base: Run | None, title: str, **told: Any) -> str:
    visit.base = base.id if base else ""
    return visit.render("two_runs.html", title=title, chosen=of, base=base, **told)


ROUTES = [page("/review", reviewed), page("/why", explained)]
