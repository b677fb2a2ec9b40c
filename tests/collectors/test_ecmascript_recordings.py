"""Route mocks, recorder settings and guards of test code, in the forms of several tools."""

from __future__ import annotations

from typing import TypeVar

import pytest

from assay.collectors import ecmascript
from assay.model import Conventions, Row, Source
from assay.tables.testing import RecorderRewrite, RecorderSetting, RouteMock, TestGuard

_Kind = TypeVar("_Kind", bound=Row)


def rows(kind: type[_Kind], code: str, path: str = "e2e/a.spec.ts", house: Conventions | None = None) -> list[_Kind]:
    source = Source(path, code.encode(), house or Conventions())
    return [row for row in ecmascript.read(source) if isinstance(row, kind)]


@pytest.mark.parametrize(
    ("code", "via", "method", "answer", "matches"),
    [
        ("page.route('**/api/x', (route) => route.fulfill({}))", "playwright", None, "fulfils", "https://s.test/api/x"),
        ("this.page.route(/api\\/x\\?/, r => r.abort())", "playwright", None, "aborts", "https://s.test/api/x?y=1"),
        ("await context.route('**', r => r.continue())", "playwright", None, "passes on", "https://s.test/api/x"),
        ("cy.intercept('POST', '/api/x', { body: [] })", "cypress", "POST", "fulfils", "https://s.test/api/x"),
        ("cy.intercept('/api/x')", "cypress", None, "passes on", "https://s.test/api/x"),
        ("nock('https://s.test').get('/api/x').reply(200)", "nock", "GET", "fulfils", "https://s.test/api/x?y=1"),
        ("fetchMock.post('https://s.test/api/x', {})", "fetch-mock", "POST", "fulfils", "https://s.test/api/x"),
    ],
)
def test_routes_that_tests_answer(code: str, via: str, method: str | None, answer: str, matches: str) -> None:
    import re

    (mock,) = rows(RouteMock, f"test('pays', async () => {{ {code}; }});")
    assert (mock.via, mock.method, mock.answer, mock.scope, mock.test) == (via, method, answer, "test", "pays")
    assert mock.expression is not None and re.search(mock.expression, matches)
    assert not re.search(mock.expression, "https://s.test/other") or mock.pattern == "**"


def test_msw_counts_only_where_msw_is_used() -> None:
    code = "import { http } from 'msw';\nexport const all = [http.get('/api/users/:id', () => ok())];"
    (mock,) = rows(RouteMock, code, "tests/server.ts")
    assert (mock.scope, mock.method) == ("shared", "GET")
    assert mock.expression == "^[a-z]+://[^/]+/api/users/[^/]*(?:[?#].*)?$"
    assert rows(RouteMock, "http.get('/api/users', fetch)", "tests/server.ts") == []


def test_the_house_names_its_own_calls_and_a_wrapper_is_no_mock() -> None:
    house = Conventions({"route_mocks": ["harbour.answer", "answerAll"]})
    code = """
        class Page {
          answerAll(url) { this.page.route(url, (route) => route.fulfill()); }
          start() { this.answerAll('/quay'); }
        }
        beforeEach(() => harbour.answer(`/pier/${id}`));"""
    assert [(m.pattern, m.via, m.scope, m.expression) for m in rows(RouteMock, code, house=house)] == [
        ("/quay", "house", "file", "^[a-z]+://[^/]+/quay$"),
        ("`/pier/${id}`", "house", "file", None),
    ]


def test_a_server_s_routes_are_no_mocks() -> None:
    assert rows(RouteMock, "router.route('/x', (request) => answer.fulfill());") == []
    assert rows(RouteMock, "page.route('**/x', (r) => r.fulfill());", "src/page.ts") == []


def test_settings_of_recorders() -> None:
    code = """
        const polly = new Polly('card', { recordIfMissing: false });
        polly.configure({ mode, matchRequestsBy: { body: false, url: { query: true }, headers(h) { return h; },
            order: (x) => x } });
        page.routeFromHAR('card.har', { notFound: 'fallback' });"""
    assert {(s.recorder, s.key): s.value for s in rows(RecorderSetting, code)} == {
        ("polly", "recordIfMissing"): "false",
        ("polly", "mode"): None,
        ("polly", "matchRequestsBy.body"): "false",
        ("polly", "matchRequestsBy.url.query"): "true",
        ("polly", "matchRequestsBy.headers"): "function",
        ("polly", "matchRequestsBy.order"): "function",
        ("playwright", "har"): "card.har",
        ("playwright", "notFound"): "fallback",
    }


_LOSES = """
function tidy(o) {
  return keys(o).reduce((all, k) => {
    if (deep(o[k])) { return tidy(o[k]); }
    return { ...all, [k]: o[k] };
  }, {});
}"""
_KEEPS = "const tidy = (o) => keys(o).reduce((all, k) => { return { ...all, [k]: o[k] }; }, {});"
_MAPS = "function tidy(o) { return keys(o).map((k) => { return o[k]; }); }"


@pytest.mark.parametrize(("function", "loses"), [(_LOSES, True), (_KEEPS, None), (_MAPS, None)])
def test_a_rewrite_that_loses_fields_is_seen(function: str, loses: bool | None) -> None:
    code = f"// polly\n{function}\nserver.any().on('request', (req) => {{ req.body = text(tidy(req.jsonBody())); }});"
    assert [(r.event, r.part, r.via, r.loses) for r in rows(RecorderRewrite, code)] == [
        ("request", "request.body", "tidy", loses)
    ]


def test_parts_that_are_rewritten() -> None:
    code = """
        polly.server.any().on('beforePersist', (req, recording) => { recording.response.content.text = '*'; });
        polly.server.any().on('beforeResponse', (req, res) => { res.body = ''; req.url = clean(req.url); });
        const unrelated = {}; unrelated.body = 'x';
        class Persister {
          onSaveRecording(id, data) { data.log.entries.forEach((entry) => { entry.response.cookies = []; }); }
        }"""
    assert sorted((r.event, r.part) for r in rows(RecorderRewrite, code)) == [
        ("beforePersist", "response.body"),
        ("beforeResponse", "request.url"),
        ("beforeResponse", "response.body"),
        ("onSaveRecording", "response.cookies"),
    ]


@pytest.mark.parametrize(
    ("code", "guard", "hook", "fails"),
    [
        ("beforeEach(() => { expect.hasAssertions(); });", "assertions", "beforeEach", True),
        ("beforeEach(expect.hasAssertions);", "assertions", "beforeEach", True),
        ("beforeAll(() => { expect.hasAssertions(); });", "assertions", "beforeAll", True),
        ("before(() => { expect.hasAssertions(); });", "assertions", "beforeAll", True),
        ("expect.hasAssertions();", "assertions", "module", True),
        ("process.on('unhandledRejection', (reason) => { console.log(reason); });", "rejections", "module", False),
        ("process.on('unhandledRejection', (reason) => { throw reason; });", "rejections", "module", True),
        ("process.on('unhandledRejection', rethrow);", "rejections", "module", None),
    ],
)
def test_guards_of_the_set_up(code: str, guard: str, hook: str, fails: bool | None) -> None:
    assert [(g.guard, g.hook, g.fails) for g in rows(TestGuard, code, "jest-setup.ts")] == [(guard, hook, fails)]


def test_a_test_that_guards_itself_is_no_guard_of_all() -> None:
    assert rows(TestGuard, "it('pays', () => { expect.hasAssertions(); });") == []
    assert rows(TestGuard, "process.on('unhandledRejection', () => log());", "src/server.ts") == []
