"""The pages of a run with a past, in a real browser: everybody can read them, in light and dark, on a small screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from assay.analysis.split import split
from assay.engine.result import Result
from assay.pages import (
    domain,
    finding,
    integration,
    overview,
    performance,
    recording,
    review,
    site,
    standard,
    tools,
    trends,
    why,
)
from assay.pages import plan as planned
from assay.reports import html
from assay.reviews.comparison import compare
from assay.reviews.gate import Gate
from assay.reviews.performance import performance as reviews_performance
from assay.reviews.plan import plan
from browsing import barriers, browser, watched

_FRAME = (
    '<!DOCTYPE html><html lang="en"><meta name="viewport" content="width=device-width"><title>assay</title>'
    "<style>{style}</style><main>{page}</main></html>"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def report(two: tuple[Result, Result], tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("pages") / "report.html"
    file.write_text(html.render(two[1], Path()), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def each(two: tuple[Result, Result], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Addresses of one page of each kind, each a file of its own."""
    result = two[1]
    assert result.since is not None and result.lake is not None
    made = plan(result)
    recorded = next(f for f in result.findings(verdict="unmet") if f.standard == "api/personal_answers_are_not_cached")
    views = {
        "overview": overview.overview(result),
        "integration": integration.integration(result, "farol-integration"),
        "standard": standard.standard(result, "component/resolver_keys_are_unique"),
        "domain": domain.domain(result, "payment", made),
        "finding": finding.finding(result, result.since.new[0]),
        "recording": recording.recording(result, recording.recorded(result)[0]),
        "trends": trends.trends(result),
        "performance": performance.page(result, reviews_performance(result)),
        "plan": planned.page(result, made),
        "tools": tools.tools(result),
        "why": why.why(split(result.lake, two[0].run, result.run)),
        "review": review.review(compare(*two), result.standards, Gate(False, ("1 new unmet must",))),
    }
    pages = site.environment(lambda kind, name="", part="": f"#{kind}")
    folder = tmp_path_factory.mktemp("each")
    for kind, view in [*views.items(), ("finding", finding.finding(result, recorded))]:
        page = pages.get_template(f"{kind}.html").render(view=view)
        file = folder / f"{kind}{len(list(folder.iterdir()))}.html"
        file.write_text(_FRAME.format(style=site.asset("style.css"), page=page), encoding="utf-8")
    return [file.as_uri() for file in sorted(folder.iterdir())]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_keeps_anybody_from_reading_a_page(chromium: Browser, each: list[str], scheme: str) -> None:
    with watched(chromium, color_scheme=scheme) as seen:
        for address in each:
            seen.page.goto(address)
            seen.page.eval_on_selector_all("details", "all => all.slice(0, 5).forEach(one => one.open = true)")
            assert (address, barriers(seen.page)) == (address, [])
        assert seen.errors == [] and len(seen.requests) == len(each)


def test_no_page_is_wider_than_a_small_screen(chromium: Browser, each: list[str]) -> None:
    with watched(chromium, viewport={"width": 400, "height": 800}) as seen:
        for address in each:
            seen.page.goto(address)
            assert (address, seen.page.evaluate("document.documentElement.scrollWidth")) == (address, 400)


def test_the_way_from_the_overview_to_the_line_of_a_finding_goes_by_keyboard(chromium: Browser, report: str) -> None:
    with watched(chromium) as seen:
        seen.page.goto(report)
        for name in ("farol-integration", "What becomes markup is sanitised"):
            link = seen.page.locator(".page:visible").get_by_role("link", name=name, exact=True).first
            link.focus()
            seen.page.keyboard.press("Enter")
            assert seen.page.locator("h1:visible").inner_text() == name
        seen.page.locator(".page:visible .findings a").first.focus()
        seen.page.keyboard.press("Enter")
        assert "innerHTML" in seen.page.locator("pre.code:visible mark").inner_text()
        assert seen.page.locator(".facts:visible").get_by_text("Since").count() == 1


def test_what_is_printed_is_the_page_that_is_seen(chromium: Browser, report: str) -> None:
    with watched(chromium) as seen:
        seen.page.goto(report)
        seen.page.emulate_media(media="print")
        assert not seen.page.locator("nav").is_visible()
        assert seen.page.locator("h1:visible").count() == 1
        assert len(seen.page.pdf(format="A4")) > 10_000
