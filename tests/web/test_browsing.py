"""The dashboard as people use it: in a real browser, by clicks and keys, with every page looked at by axe."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import listening
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assay.engine.check import Options, check
from assay.web.rights import Role
from assay.web.routes import routes
from assay.web.routing import Page as PageRoute
from assay.web.settings import Settings
from assay.web.site import Site
from seeding import AS_OF, copy_example

#: What axe finds of these is a defect.
GRAVE = ("serious", "critical")
#: Where many tests run side by side, a page may take its time.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
#: What is fetched, not looked at.
NO_PAGES = ("/static", "/signin/", "/query.")
ALERT = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


class Watched:
    """A browser window in which whatever goes wrong is kept."""

    def __init__(self, browser: Browser, address: str, **more: object) -> None:
        self.address, self.wrong = address, []
        self.context: BrowserContext = browser.new_context(base_url=address, accept_downloads=True, **more)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: said.type == "error" and self.wrong.append(f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("request", lambda sent: self._is_own(sent.url) or self.wrong.append(f"request: {sent.url}"))

    def _is_own(self, url: str) -> bool:
        return url.startswith((self.address, "data:"))

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page


@pytest.fixture
def window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """At the server of the test; nothing may have gone wrong at its end."""
    watched = Watched(browser, request.getfixturevalue("address"))
    yield watched
    watched.context.close()
    assert not watched.wrong


def patient(lake: Path, target: Path) -> Site:
    """A site that shows a page when it is ready, however long that takes."""
    site = Site(Settings(lake=lake, target=target))
    site.jobs.patience = PATIENCE_MS / 1000
    return site


@pytest.fixture(scope="module")
def shared(judged: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """One server for all that only look."""
    lake = tmp_path_factory.mktemp("shared") / "lake"
    shutil.copytree(judged / ".assay", lake)
    site = patient(lake, judged)
    with listening(site) as at:
        yield site, at


@pytest.fixture
def address(shared: tuple[Site, str]) -> str:
    return shared[1]


def paths(site: Site) -> list[str]:
    """Every page that there is, with something to show."""
    newest = site.runs.find()
    with site.runs.open(newest) as result:
        fingerprint = result.findings(verdict="unmet")[0].fingerprint
        recorded = next(f.path for f in result.findings() if f.path and f.path.endswith(".har"))
    values = {"domain": "component", "fingerprint": fingerprint, "path": recorded}
    asked = {"/query": "?sql=" + quote("select domain, count(*) as n from finding group by 1")}
    found = []
    for route in routes():
        if isinstance(route, PageRoute) and route.method == "GET" and not route.path.startswith(NO_PAGES):
            name = {"/standard": "dependencies_are_declared", "/domain/": "payment"}
            chosen = next((value for at, value in name.items() if route.path.startswith(at)), "nordpay-integration")
            found.append(quote(route.path_format.format(name=chosen, **values)) + asked.get(route.path, ""))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_on_any_page(browser: Browser, shared: tuple[Site, str], scheme: str) -> None:
    site, at = shared
    some = (
        paths(site)
        if scheme == "light"
        else [
            "/",
            "/plan",
            "/plan?kind=performance",
            "/why",
            "/review",
            "/domain/payment",
            "/query?sql=from+finding",
            "/signin",
        ]
    )
    # axe is put into the page by a way that the policy forbids to everybody else.
    watched = Watched(browser, at, color_scheme=scheme, bypass_csp=True)
    for path in [*some, "/nothing/here", "/finding/0000", "/query?sql=drop+table+finding"]:
        page = watched.page
        watched.open(path)
        found = [one for one in Axe().run(page).response["violations"] if one["impact"] in GRAVE]
        told = [(one["id"], node["target"], node["failureSummary"]) for one in found for node in one["nodes"][:3]]
        assert not told, f"{path}: {json.dumps(told, indent=1)}"
    watched.context.close()


def test_every_page_keeps_to_this_server_and_has_no_error(window: Watched, shared: tuple[Site, str]) -> None:
    for path in paths(shared[0]):
        page = window.open(path)
        assert page.title().endswith("· assay")
        assert page.get_by_role("main").inner_text().strip()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is wider than the window"


def test_pages_work_without_script_and_in_a_narrow_window(browser: Browser, shared: tuple[Site, str]) -> None:
    watched = Watched(browser, shared[1], java_script_enabled=False, viewport={"width": 390, "height": 800})
    for path in paths(shared[0]):
        watched.page.goto(path)
        assert watched.page.get_by_role("main").inner_text().strip(), path
    watched.context.close()


def test_from_the_overview_to_the_line_of_a_finding_by_keys_alone(window: Watched) -> None:
    page = window.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to what is on this page")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="tally-integration", exact=True).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("tally-integration")
    page.get_by_role("link", name="nordpay-integration").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_contain_text("@harbour/nordpay-integration")


def test_findings_are_chosen_by_a_form_and_the_address_says_so(window: Watched) -> None:
    page = window.open("/findings")
    page.get_by_label("verdict").select_option("unmet")
    page.get_by_label("domain").select_option("security")
    page.get_by_role("button", name="Show").click()
    assert "verdict=unmet" in page.url and "domain=security" in page.url
    expect(page.locator("tbody tr").first).to_be_visible()
    verdicts = page.locator("tbody td:first-child").all_inner_texts()
    assert verdicts and all("unmet" in verdict for verdict in verdicts)
    page.get_by_label("text").fill("there is no such text")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No finding is like this.")).to_be_visible()


def test_two_runs_are_compared(window: Watched) -> None:
    page = window.open("/runs")
    page.get_by_role("button", name="Compare the two").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review of a change")
    expect(page.locator(".tally")).to_contain_text("unchanged")
    page.get_by_role("link", name="unchanged").click()
    assert "status=unchanged" in page.url
    expect(page.locator(".findings li").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Only unchanged")


def test_from_a_review_to_the_causes_and_to_those_of_one_unit(window: Watched) -> None:
    page = window.open("/review")
    page.get_by_role("link", name="Why the scores changed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why scores changed")
    expect(page.get_by_role("main")).to_contain_text("recording.har went")
    page.get_by_role("region", name="Units whose score moved").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why the score of nordpay-integration changed")
    assert "base=" in page.url


def test_a_domain_leads_to_its_analyses(window: Watched) -> None:
    for name, heading in (
        ("Trends", "Trends"),
        ("Causes of change", "Why scores changed"),
        ("Plan", "Plan"),
        ("Plan of performance", "Plan of performance"),
    ):
        page = window.open("/domain/api")
        page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        if name in ("Causes of change", "Plan"):
            assert "domain=api" in page.url


def test_the_plan_has_two_kinds(window: Watched) -> None:
    page = window.open("/plan?domain=api")
    expect(page.get_by_role("main")).to_contain_text("Only what concerns api")
    page.get_by_role("link", name="performance", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan of performance")
    expect(page.locator("table.plan tbody tr").first).to_be_visible()
    page.get_by_role("link", name="what standards ask for").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan")


def test_what_is_fixed_leads_to_the_run_in_which_it_was_unmet(window: Watched, shared: tuple[Site, str]) -> None:
    worse, better = (run.id for run in shared[0].runs.of())
    page = window.open(f"/review?base={worse}&run={better}&status=fixed")
    page.locator(".findings li a[href*='/finding/']").first.click()
    assert f"run={worse}" in page.url
    expect(page.locator(".facts")).to_contain_text("no recording of its traffic")


def test_a_first_run_has_nothing_to_be_compared_with(window: Watched, shared: tuple[Site, str]) -> None:
    first = shared[0].runs.of()[-1].id
    for path in ("/review", "/why"):
        page = window.open(f"{path}?run={first}")
        expect(page.get_by_text("Nothing was judged before this run.")).to_be_visible()
    page = window.open(f"/why?run={first}&base={first}")
    expect(page.get_by_text("No score changed.")).to_be_visible()


def test_a_question_is_asked_drawn_and_saved(window: Watched) -> None:
    page = window.open("/query")
    page.get_by_label("SQL over the run").fill("select domain, count(*) as n from finding group by 1 order by 2 desc")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("status")).to_contain_text("rows")
    expect(page.locator("svg.bars")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8").splitlines()
    assert text[0] == "domain,n"
    assert len(text) == page.locator("table.rows tbody tr").count() + 1
    page.locator("select[name=plot]").select_option("none")
    page.get_by_role("button", name="Draw").click()
    expect(page.locator("svg.bars")).to_have_count(0)
    page.get_by_label("SQL over the run").fill("selec nothing")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("alert")).to_contain_text("syntax error")


def test_a_reviewer_proposes_and_another_approves(browser: Browser, judged: Path, lake: Path) -> None:
    site = patient(lake, judged)
    tokens = {name: site.tokens.add(name, Role.REVIEWER) for name in ("kim", "sam")}
    viewer = site.tokens.add("guest", Role.VIEWER)
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    with listening(site) as at:
        kim, sam, guest = (Watched(browser, at) for _ in range(3))
        page = kim.open("/findings?verdict=unmet&integration=tally-integration")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        page.get_by_label("Token").fill(tokens["kim"])
        page.keyboard.press("Enter")
        page.locator("tbody th a").first.click()
        subject = page.get_by_role("heading", level=1).inner_text()
        page.get_by_label("Why it may stay so for now").fill("the provider mends it in spring")
        page.get_by_label("Last day on which that holds").fill(until)
        page.get_by_role("button", name="Propose a waiver").click()
        expect(page.get_by_role("status")).to_contain_text("Proposed")
        expect(page.get_by_role("article")).to_contain_text("waits for approval")

        page = sam.open("/waivers")
        page.get_by_label("Token").fill(tokens["sam"])
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_role("status")).to_contain_text("Approved")
        expect(page.get_by_role("article")).to_contain_text("in force")
        expect(page.get_by_role("region", name="Decisions")).to_contain_text("sam")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

        page = guest.open("/waivers")
        page.get_by_label("Token").fill(viewer)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("article")).to_contain_text("the provider mends it in spring")
        expect(page.get_by_role("button", name="Approve")).to_have_count(0)
        assert not (kim.wrong or sam.wrong or guest.wrong)
    check(judged, Options(lake=lake, as_of=AS_OF))
    after = Site(Settings(lake=lake, target=judged))
    with after.runs.open(after.runs.find()) as result:
        waived = [found.subject for found in result.findings(verdict="unmet") if found.waived]
    assert subject in waived


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, judged before and after it got names and recordings that try to be markup."""
    root = copy_example(tmp_path_factory.mktemp("hostile") / "checkout")
    check(root, Options(as_of=AS_OF))
    package = root / "packages" / "evil-integration"
    (package / "src").mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": f"@harbour/{ALERT}", "version": ALERT}))
    (package / "src" / f"{ALERT}.ts".replace("/", "")).write_text(f"fetch('https://x.example/{ALERT}');\n")
    for file in root.glob("packages/tally-integration/e2e/__har__/*/recording.har"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("/api/customer", f"/api/{ALERT}"), encoding="utf-8")
    check(root, Options(as_of=AS_OF))
    return root


def test_what_files_say_is_shown_and_never_obeyed(browser: Browser, hostile: Path) -> None:
    site = patient(hostile / ".assay", hostile)
    with site.runs.open(site.runs.find()) as result:
        named = [f for f in result.findings() if "onerror" in f"{f.subject}{f.reason}{f.path}{f.integration}"]
        units = [unit.name for unit in result.integrations if "onerror" in unit.name or unit.name == "evil-integration"]
        recordings = {f.path for f in named if f.path and f.path.endswith(".har")}
    assert named and units and recordings
    pages = [
        "/",
        "/findings?text=onerror",
        "/tools",
        "/plan",
        "/plan?kind=performance",
        f"/query?sql={quote('from finding')}",
    ]
    pages += [f"/finding/{found.fingerprint}" for found in named[:5]]
    pages += [f"/integration/{quote(unit)}" for unit in units] + [f"/recording/{quote(path)}" for path in recordings]
    pages += [f"/findings?text={quote(ALERT)}", f"/query?sql={quote(ALERT)}", f"/review?status={quote(ALERT)}"]
    pages += [
        "/review",
        "/why",
        f"/why?unit={quote(ALERT)}",
        f"/why?domain={quote(ALERT)}",
        f"/why?base={quote(ALERT)}",
    ]
    pages += [f"/runs?branch={quote(ALERT)}", f"/integration/{quote(ALERT)}x", f"/signin?next={quote(ALERT)}"]
    with listening(site) as at:
        watched = Watched(browser, at)
        for path in pages:
            page = watched.open(path)
            assert page.locator("img").count() == 0, path
        assert "onerror=alert(1)" in watched.open("/findings?text=onerror").get_by_role("main").inner_text()
        unknown = [line for line in watched.wrong if "404" not in line and "400" not in line]
        assert not unknown
        watched.context.close()
