"""What source does with the browser: navigation and messages to other windows."""

from __future__ import annotations

from typing import Any

import pytest

from assay.collectors import ecmascript
from assay.model import Conventions, Row, Source
from assay.tables.security import CookieWrite, MessageUse, Navigation

_HOUSE = Conventions({"navigators": ["postForm"], "message_senders": ["Poster"]})


def rows(code: str, kind: type[Row]) -> list[Any]:
    return [row for row in ecmascript.read(Source("src/a.ts", code.encode(), _HOUSE)) if isinstance(row, kind)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("window.location.href = '/cart?x=1';", [("window.location.href", "literal", True)]),
        ("location.assign(`/order/${id}`);", [("location.assign", "literal", True)]),
        ("window.location = 'https://a.example/x';", [("window.location", "literal", True)]),
        ("window.location.replace(`${window.location.pathname}/x`);", [("window.location.replace", "literal", True)]),
        ("window.top?.location.assign(headers.location);", [("window.top?.location.assign", "data", False)]),
        ("const { url } = body;\nlocation.replace(url || '/');", [("location.replace", "data", False)]),
        ("function go(url) { location.assign(url); }", [("location.assign", "parameter", None)]),
        ("load().then((url) => location.assign(url));", [("location.assign", "data", False)]),
        (
            "class A { run(e) { this._go(e.body.url); }\n_go(url) { location.assign(url); } }",
            [("location.assign", "data", False)],
        ),
        (
            "let url;\nif (a) { url = '/a'; } else { url = `/b/${id}`; }\nlocation.assign(url);",
            [("location.assign", "literal", True)],
        ),
        (
            "const url = new URL(body.url);\nfunction go() { if (HOSTS_ALLOWED.includes(url.host)) "
            "{ location.assign(url.href); } }\nconst trustedHosts = [];",
            [("location.assign", "data", False)],
        ),
        (
            "function go(body) { const url = new URL(body.url);\n"
            "if (!trustedHosts.includes(url.host)) { return; }\nlocation.assign(url.href); }",
            [("location.assign", "data", True)],
        ),
        ("function go(a) { assertAllowed(a.url);\nlocation.assign(a.url); }", [("location.assign", "data", True)]),
        (
            "function go(a) { throw new InvalidError(a.url);\nlocation.assign(a.url); }",
            [("location.assign", "data", False)],
        ),
        ("poster.postForm(error.body.acs_url, {});", [("poster.postForm", "data", False)]),
        ("form.action = answer.url;", [("form.action", "data", False)]),
        ("window.open(answer.url, '_blank');", [("window.open", "data", False)]),
        ("name.location.replace(/a/, 'b');", []),
        ("const location = useLocation();\nfunction f() { location = next; }", []),
        ("this.location = page.url;", []),
        ("// location.assign(x)", []),
    ],
)
def test_navigation(code: str, found: list[tuple[object, ...]]) -> None:
    assert [(row.sink, row.source, row.validated) for row in rows(code, Navigation)] == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("frame.contentWindow.postMessage(m, 'https://a.example');", [("postMessage", False)]),
        ("window.parent.postMessage(m, '*');", [("postMessage", True)]),
        ("window.parent.postMessage(m, { targetOrigin: '*' });", [("postMessage", True)]),
        ("const to = new URL(a).origin;\nwindow.parent.postMessage(m, to);", [("postMessage", False)]),
        ("function f(to) { window.parent.postMessage(m, to); }", [("postMessage", None)]),
        ("function f(origin) { window.parent.postMessage(m, origin); }", [("postMessage", False)]),
        (
            "class A { constructor(o) { this.to = o === '*' ? '*' : parse(o).origin; }\n"
            "f() { w.postMessage(m, this.to); } }",
            [("postMessage", None)],
        ),
        ("new Poster<Event>('*', window.parent);", [("new Poster", True)]),
        ("worker.postMessage(m, [buffer]);", []),
        ("window.postMessage(m);", []),
    ],
)
def test_messages_that_are_sent(code: str, found: list[tuple[object, ...]]) -> None:
    assert [(row.via, row.to_any) for row in rows(code, MessageUse) if row.direction == "send"] == found


@pytest.mark.parametrize(
    ("code", "looks"),
    [
        ("window.addEventListener('message', (e) => { if (e.origin !== O) { return; } f(e.data); });", [True]),
        ("window.addEventListener('message', ({ origin, data }) => { if (origin === O) { f(data); } });", [True]),
        ("window.addEventListener('message', (e) => f(e.data));", [False]),
        ("const on = (e) => { f(e.data); };\nwindow.addEventListener('message', on);", [False]),
        (
            "class A { f() { window.addEventListener('message', this._on); }\n"
            "_on(e) { if (this.known.includes(e.origin)) { g(e); } } }",
            [True],
        ),
        (
            "class A { f() { this._on = (e) => { this._handle(e); };\nwindow.addEventListener('message', this._on); }\n"
            "_handle(e) { if (e.origin === O) { g(e); } } }",
            [True],
        ),
        ("import { on } from './on';\nwindow.addEventListener('message', on);", [None]),
        ("window.addEventListener('message', (e) => { if (e.source === w) { f(e.data); } });", [None]),
        ("fromEvent(window, 'message').pipe(filter((e) => e.origin === O));", [True]),
        ("window.onmessage = (e) => f(e.data);", [False]),
        ("worker.onmessage = (e) => f(e.data);", []),
        ("window.addEventListener('click', (e) => f(e));", []),
    ],
)
def test_messages_that_are_taken(code: str, looks: list[bool | None]) -> None:
    assert [row.looks_at_origin for row in rows(code, MessageUse) if row.direction == "receive"] == looks


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("document.cookie = `a=${b}; Secure; SameSite=Lax`;", [("document.cookie", True, True)]),
        ("document.cookie = 'a=b; path=/';", [("document.cookie", False, False)]),
        (
            "function set(a, secure) { let text = `a=${a}`;\n"
            "if (secure) { text += '; secure'; } document.cookie = text; }",
            [("document.cookie", True, False)],
        ),
        ("import Cookies from 'js-cookie';\nCookies.set('a', b, { secure: true });", [("Cookies.set", True, False)]),
        ("import Cookies from 'js-cookie';\nCookies.set('a', b, options);", [("Cookies.set", None, None)]),
        ("const all = document.cookie;", []),
        ("// document.cookie = 'a=b';", []),
    ],
)
def test_cookies(code: str, found: list[tuple[object, ...]]) -> None:
    assert [(row.via, row.secure, row.same_site) for row in rows(code, CookieWrite)] == found
