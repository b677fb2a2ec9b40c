"""The pages of a run: its overview, and each integration, standard, finding, recording and tool in depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from assay.engine.result import Result
from assay.pages import domain, integration, overview, performance, plan, recording, standard, takings, tools, trends
from assay.web.chosen import RunChosen, chosen
from assay.web.findings import Text
from assay.web.routing import page
from assay.web.runs import NotFoundError
from assay.web.site import Site
from assay.web.visit import Visit


class PlanChosen(RunChosen, frozen=True, kw_only=True):
    """Of which domain and unit the plan is to be; of all if left out. Of performance there is one plan for all."""

    kind: Literal["findings", "performance"] = "findings"
    domain: Text = ""
    unit: Text = ""


def first(site: Site, visit: Visit, query: RunChosen) -> str:
    """The overview; in a lake without runs, how to get one."""
    if not query.run and not query.target and not site.runs.targets():
        return visit.render("beginning.html", title="Nothing has been judged yet")
    return _shown(site, visit, query, "overview", overview.overview)


def of_integration(site: Site, visit: Visit, query: RunChosen, name: str) -> str:
    """One integration."""
    return _shown(site, visit, query, "integration", lambda result: integration.integration(result, name), name)


def of_standard(site: Site, visit: Visit, query: RunChosen, domain: str, name: str) -> str:
    """One standard."""
    wanted = f"{domain}/{name}"
    return _shown(site, visit, query, "standard", lambda result: standard.standard(result, wanted), wanted)


def of_recording(site: Site, visit: Visit, query: RunChosen, path: str) -> str:
    """One recording with its calls."""
    return _shown(site, visit, query, "recording", lambda result: recording.recording(result, path), path)


def of_domain(site: Site, visit: Visit, query: RunChosen, name: str = "") -> str:
    """One domain or, without a name, all of them together."""

    def view(result: Result) -> domain.DomainPage:
        return domain.domain(result, name, site.worked.plan(result), site.worked.moved(result))

    return _shown(site, visit, query, "domain", view, name)


def of_trends(site: Site, visit: Visit, query: RunChosen) -> str:
    """How every unit and domain went."""
    return _shown(site, visit, query, "trends", lambda result: trends.trends(result, site.worked.moved(result)))


def of_plan(site: Site, visit: Visit, query: PlanChosen) -> str:
    """What to do first."""
    if query.kind == "performance":
        made = site.worked.performance
        return _shown(site, visit, query, "performance", lambda result: performance.page(result, made(result)))

    def view(result: Result) -> plan.PlanPage:
        return plan.page(result, site.worked.plan(result), domain=query.domain, unit=query.unit)

    return _shown(site, visit, query, "plan", view)


def of_takings(site: Site, visit: Visit, query: RunChosen) -> str:
    """What is taken, and why it drops."""
    return _shown(site, visit, query, "takings", lambda result: takings.page(result, site.worked.takings(result)))


def of_tools(site: Site, visit: Visit, query: RunChosen) -> str:
    """What was read, what failed, what is stale."""
    return _shown(site, visit, query, "tools", tools.tools)


def _shown(site: Site, visit: Visit, query: RunChosen, kind: str, view: Callable[[Result], Any], name: str = "") -> str:
    of = chosen(site.runs, query)
    with site.runs.open(of.run) as result:
        try:
            made = view(result)
        except KeyError as error:
            remedy = "The overview leads to what this run knows."
            raise NotFoundError(f"the run knows no {kind} called {name}", remedy=remedy) from error
        return visit.render("page.html", title=name or kind.capitalize(), inner=f"{kind}.html", view=made, chosen=of)


ROUTES = [
    page("/", first),
    page("/integration/{name:path}", of_integration),
    page("/standard/{domain}/{name}", of_standard),
    page("/recording/{path:path}", of_recording),
    page("/domain", of_domain),
    page("/domain/{name}", of_domain),
    page("/trends", of_trends),
    page("/plan", of_plan),
    page("/takings", of_takings),
    page("/tools", of_tools),
]
