"""The list of findings, chosen by what its address says, and each finding with its evidence, past and waiver."""

from __future__ import annotations

from assay.engine.history import history
from assay.model import Level, Verdict
from assay.pages import finding as finding_page
from assay.web.chosen import RunChosen, chosen
from assay.web.findings import ORDERS, Choice, Text, choose
from assay.web.routes.api_runs import finding_of
from assay.web.routing import page
from assay.web.site import Site
from assay.web.visit import Visit


class Listed(Choice, frozen=True, kw_only=True):
    """Which findings are to be listed, of which run."""

    target: Text = ""
    run: Text = ""


def listed(site: Site, visit: Visit, query: Listed) -> str:
    """Findings, chosen and in order; the unmet ones first."""
    of = chosen(site.runs, RunChosen(target=query.target, run=query.run))
    with site.runs.open(of.run) as result:
        found = choose(result, query)
        names = [unit.name for unit in result.integrations]
        titles = {name: standard.title for name, standard in result.standards.items()}
    return visit.render(
        "findings.html",
        title="Findings",
        chosen=of,
        query=query,
        found=found,
        titles=titles,
        orders=ORDERS,
        offered={
            "verdict": [verdict.value for verdict in Verdict],
            "level": [level.value for level in Level],
            "domain": sorted({name.partition("/")[0] for name in titles}),
            "integration": sorted(names),
        },
    )


def one(site: Site, visit: Visit, query: RunChosen, fingerprint: str) -> str:
    """One finding: what was seen and where, its source or call, its rows, its past."""
    of = chosen(site.runs, query)
    with site.runs.open(of.run) as result:
        found = finding_of(result, fingerprint)
        view = finding_page.finding(result, found)
        past = history(result, fingerprint)
    return visit.render(
        "page.html",
        title=found.subject,
        inner="finding.html",
        view=view,
        chosen=of,
        extra="finding_more.html",
        past=past,
    )


ROUTES = [
    page("/findings", listed),
    page("/finding/{fingerprint}", one),
]
