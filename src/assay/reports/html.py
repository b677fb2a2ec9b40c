"""A result -> one HTML file that opens offline: every page of the dashboard as a section, and no request to anywhere.

Links lead to sections of the file. Which section is seen is said by the address alone, in CSS; a little script sorts
tables. Met verdicts are counts; each unmet one has its page, up to a number that still opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from assay.engine.cases import cases_of, load_cases
from assay.engine.result import Finding, Result
from assay.model import Verdict
from assay.pages import (
    domain,
    finding,
    integration,
    moving,
    overview,
    recording,
    site,
    standard,
    takings,
    tools,
    trends,
)
from assay.pages import performance as performance_page
from assay.pages import plan as plan_page
from assay.pages.met_shares import met_shares
from assay.pages.text import anchor
from assay.reviews.gate import Gate
from assay.reviews.performance import performance
from assay.reviews.plan import plan

_MOST_FINDINGS = 5_000
#: How templates are laid out; code keeps its lines, which begin with no tags but those of excerpts and of `sql`.
_INDENT = re.compile(r"\n\s*(?=<(?!(?:b|mark|i|samp|var)>))")


class _Report(NamedTuple):
    """What the file says around its pages."""

    name: str
    style: Markup
    menu: Sequence[tuple[str, str, str]]


class _Links:
    """Addresses in the file; None for what it does not hold."""

    def __init__(self, result: Result, findings: Iterable[Finding], recordings: Iterable[str]) -> None:
        self._known: dict[str, set[str]] = {
            "integration": {unit.name for unit in result.integrations},
            "standard": set(result.standards),
            "domain": {"", *overview.domains(result)},
            "finding": {found.fingerprint for found in findings},
            "recording": set(recordings),
            **{kind: {""} for kind in ("overview", "trends", "plan", "performance", "takings", "tools")},
        }

    def __call__(self, kind: str, name: str = "", part: str = "") -> str | None:
        if name not in self._known.get(kind, ()):
            return None
        return "#" + ".".join(anchor(word) for word in (kind, name, part) if word)


def render(result: Result, target: Path, *, show_all: bool = False, gate: Gate | None = None) -> str:
    """The file as one text."""
    return "".join(pieces(result, target, show_all=show_all, gate=gate))


def pieces(
    result: Result,
    target: Path,  # noqa: ARG001
    *,
    show_all: bool = False,  # noqa: ARG001
    gate: Gate | None = None,  # noqa: ARG001
) -> Iterator[str]:
    """The file, section by section."""
    unmet = result.findings(verdict=Verdict.UNMET)[:_MOST_FINDINGS]
    link = _Links(result, unmet, recording.recorded(result))
    pages = site.environment(link)
    view = overview.overview(result)
    menu = [("overview", "", "overview"), *(("domain", name, name) for name in view.domains)]
    menu += [(kind, "", kind) for kind in ("trends", "plan", "performance", "takings", "tools")]
    report = _Report(view.name, Markup(site.asset("style.css") + site.asset("file.css")), menu)
    yield pages.get_template("file.html").render(report=report)
    for kind, name, page in _pages(result, view, unmet):
        yield _section(pages, link, kind, name, page)
    yield f"</div></main>\n<script>{site.asset('script.js')}</script>\n</body>\n</html>"


def _pages(result: Result, view: overview.Overview, unmet: Sequence[Finding]) -> Iterator[tuple[str, str, Any]]:
    """(kind, name, view) of every page, in the order in which somebody reads them all."""
    yield "overview", "", view
    made, moved = plan(result), moving.trends(result)
    for name in (*view.domains, ""):
        yield "domain", name, domain.domain(result, name, made, moved)
    for unit in integration.integrations(result, [unit.name for unit in (*view.shown, *view.others)]):
        yield "integration", unit.unit.name, unit
    by_standard: dict[str, list[Finding]] = {}
    for found in result.findings():
        by_standard.setdefault(found.standard, []).append(found)
    shares = met_shares(result)
    for name, wanted in result.standards.items():
        file = cases_of(wanted)
        cases = load_cases(file) if file else []
        yield "standard", name, standard.page(wanted, by_standard.get(name, []), cases, shares.get(name, []))
    yield "trends", "", trends.trends(result, moved)
    yield "plan", "", plan_page.page(result, made)
    yield "performance", "", performance_page.page(result, performance(result))
    yield "takings", "", takings.page(result, takings.found(result))
    yield "tools", "", tools.tools(result)
    for path in recording.recorded(result):
        yield "recording", path, recording.recording(result, path)
    for page in finding.findings(result, unmet):
        yield "finding", page.finding.fingerprint, page


def _section(pages: Environment, link: _Links, kind: str, name: str, view: Any) -> str:
    inner = _INDENT.sub("\n", pages.get_template(f"{kind}.html").render(view=view))
    return f'<section class="page" id="{(link(kind, name) or "#")[1:]}">\n{inner}</section>\n'
