"""The one-file report: opens offline, asks nobody for anything, shows what is hostile as text, works by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser

from assay.engine.result import Result
from assay.reports import html
from browsing import barriers, browser, watched

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


class _Parts(HTMLParser):
    """Identifiers and addresses of a page, and elements that would ask for something or run."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)


@pytest.fixture
def page(result: Result) -> _Parts:
    parts = _Parts()
    parts.feed(html.render(result, Path()))
    return parts


def test_every_link_leads_to_a_place_in_the_file(page: _Parts) -> None:
    assert len(page.ids) == len(set(page.ids))
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner and inner <= set(page.ids)
    assert all(link.startswith(("#", "https://", "http://", "data:,")) for link in page.links)


def test_nothing_hostile_becomes_an_element_or_a_handler(page: _Parts, result: Result) -> None:
    assert page.tags.count("script") == 1 and "img" not in page.tags and not page.handlers
    assert not _CONTROL.search(html.render(result, Path()).replace("\t", ""))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update finding set waived = true where verdict = 'unmet'", "All that is unmet is waived."),
        ("delete from finding where verdict = 'unmet'", "Nothing is unmet."),
        ("delete from finding where verdict <> 'unknown'", "Nothing could be judged."),
        ("update finding set reason = 'no clock' where verdict = 'unknown'", "1 subject cannot be judged by it."),
        ("delete from finding where verdict = 'unknown'", "Every standard in scope has evidence wherever it applies."),
        ("delete from finding", "No standard applies to anything here."),
    ],
)
def test_what_is_not_known_is_not_told_as_good(result: Result, change: str, told: str) -> None:
    assert told not in html.render(result, Path())
    result.db.execute(change)
    assert told in html.render(result, Path())


def test_a_query_keeps_its_lines(result: Result) -> None:
    name, wanted = next(iter(result.standards.items()))
    query = "select\n    -- why\n    'a' as x,\n    $most as y\n  from call"
    result.standards = {**result.standards, name: msgspec.structs.replace(wanted, sql=query)}
    told = re.sub(r"</?(?:b|i|samp|var)>", "", html.render(result, Path()))
    assert query in told.replace("&#39;", "'")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def file(result: Result, tmp_path: Path) -> str:
    written = tmp_path / "report.html"
    written.write_text(html.render(result, Path()), encoding="utf-8")
    return written.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_offline_without_a_request_or_an_error_and_is_accessible(
    chromium: Browser, file: str, scheme: str
) -> None:
    with watched(chromium, color_scheme=scheme, offline=True) as seen:
        seen.page.goto(file)
        assert seen.page.locator("h1:visible").all_inner_texts() == ["shop"]
        assert barriers(seen.page) == []
        seen.page.goto(f"{file}#everything")
        assert barriers(seen.page) == []
        assert seen.errors == [] and seen.requests == [file]


def test_one_page_is_seen_at_a_time_and_the_way_back_works(chromium: Browser, file: str) -> None:
    with watched(chromium, java_script_enabled=False) as seen:
        seen.page.goto(file)
        seen.page.get_by_role("link", name="evil-pay").first.click()
        assert seen.page.locator("h1:visible").all_inner_texts() == ["evil-pay"]
        seen.page.get_by_role("link", name="Nothing from outside becomes markup").first.click()
        assert seen.page.locator("h1:visible").all_inner_texts() == ["Nothing from outside becomes markup"]
        seen.page.go_back()
        assert seen.page.locator("h1:visible").all_inner_texts() == ["evil-pay"]


def test_tables_are_sorted_by_keyboard(chromium: Browser, file: str) -> None:
    with watched(chromium) as seen:
        seen.page.goto(file)
        names = seen.page.locator("#overview .heat").first.locator("tbody th")
        before = names.all_inner_texts()
        seen.page.get_by_role("button", name="integration").first.focus()
        seen.page.keyboard.press("Enter")
        seen.page.keyboard.press("Enter")
        assert names.all_inner_texts() == sorted(before, reverse=True)


def test_it_is_no_wider_than_a_small_screen(chromium: Browser, file: str) -> None:
    with watched(chromium, viewport={"width": 400, "height": 800}) as seen:
        seen.page.goto(f"{file}#everything")
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 400
