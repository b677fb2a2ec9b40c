"""What source does with the network: scripts, addresses, requests and their timeouts, certificates."""

from __future__ import annotations

from typing import Any

import pytest

from assay.collectors import ecmascript
from assay.model import Conventions, Row, Source
from assay.tables.security import ScriptLoad, TlsVerification, UrlLiteral
from assay.tables.service import ClientCallSite

_HOUSE = Conventions(
    {"http_clients": [{"name": "sender", "types": ["RequestSender"], "factories": ["createSender"], "options": 1}]}
)


def rows(code: str, kind: type[Row], path: str = "src/a.tsx") -> list[Any]:
    found = ecmascript.read(Source(path, code.encode(), _HOUSE))
    return [row for row in found if isinstance(row, kind)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (
            "loader.loadScript('https://a.example/x.js');",
            [("https://a.example/x.js", "a.example", False, False, False)],
        ),
        (
            "loader.loadScript('https://a.example/1.2.3/x.js', "
            "{ attributes: { integrity: 'sha384-x', crossorigin: 'anonymous' } });",
            [("https://a.example/1.2.3/x.js", "a.example", True, True, True)],
        ),
        (
            "const U = '//a.example/x.js';\nfunction f() { return load.loadScript(`${U}?key=${key}`); }",
            [("//a.example/x.js", "a.example", False, False, False)],
        ),
        (
            "enum E { LIVE = 'https://a.example/x.js', TEST = 'https://b.example/x.js' }\n"
            "loader.loadScript(test ? E.TEST : E.LIVE);",
            [
                ("https://b.example/x.js", "b.example", False, False, False),
                ("https://a.example/x.js", "a.example", False, False, False),
            ],
        ),
        (
            "class L { load() { this.loader.loadScript(`//${this.host()}/x.js`); }\n"
            "host() { return this.test ? 't.example' : 'a.example'; } }",
            [
                ("//t.example/x.js", "t.example", False, False, False),
                ("//a.example/x.js", "a.example", False, False, False),
            ],
        ),
        (
            "loader.loadScript(`https://a-${env ?? ''}.example/x.js`);",
            [("https://a-${env ?? ''}.example/x.js", "a-*.example", False, False, False)],
        ),
        ("loader.loadScript(address);", [(None, None, None, False, False)]),
        (
            "loader.loadScript('https://a.example/x.js', options);",
            [("https://a.example/x.js", "a.example", False, None, None)],
        ),
        (
            "const s = document.createElement('script');\ns.src = 'https://a.example/x.js';\ns.integrity = hash;",
            [("https://a.example/x.js", "a.example", False, True, False)],
        ),
        (
            "const s = document.createElement('script');\ns.setAttribute('src', 'https://a.example/x.js');",
            [("https://a.example/x.js", "a.example", False, False, False)],
        ),
        ("const s = document.createElement('script');\ns.innerHTML = 'x';", []),
        ("const i = document.createElement('img');\ni.src = 'https://a.example/x.js';", []),
        (
            "<script src='https://a.example/x.js' crossOrigin='' />;",
            [("https://a.example/x.js", "a.example", False, False, True)],
        ),
        ("// loader.loadScript('https://a.example/x.js');", []),
        ("function loadScript(url) {}", []),
    ],
)
def test_scripts(code: str, found: list[tuple[object, ...]]) -> None:
    loads = rows(code, ScriptLoad)
    assert [(row.url, row.host, row.names_version, row.integrity, row.crossorigin) for row in loads] == found


def test_a_hash_that_is_known_for_some_versions_is_conditional() -> None:
    code = "l.loadScript(url, hash ? { attributes: { integrity: hash, crossorigin: 'anonymous' } } : undefined);"
    assert [(row.integrity, row.conditional) for row in rows(code, ScriptLoad)] == [(True, True)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("fetch('http://a.example/api?key=1');", [("http://a.example/api", "http", "request", False)]),
        ("axios.get('https://a.example/api');", [("https://a.example/api", "https", "request", False)]),
        ("const SDK_URL = '//a.example/sdk';", [("//a.example/sdk", None, "resource", False)]),
        ("const u = '//a.example/x.js';", [("//a.example/x.js", None, "resource", False)]),
        ("<svg xmlns='http://www.w3.org/2000/svg' />;", [("http://www.w3.org/2000/svg", "http", "namespace", False)]),
        ("<a href='http://a.example/help'>x</a>;", [("http://a.example/help", "http", "link", False)]),
        ("const t = '<a href=\"http://a.example/\">x</a>';", [("http://a.example/", "http", "link", False)]),
        ("const u = { baseURL: 'http://localhost:3000' };", [("http://localhost:3000", "http", "request", True)]),
        ("const u = `//${host}/x.js`;", [("//${host}/x.js", None, "resource", False)]),
        ("// see http://a.example/", []),
        ("const a = 'x'; // 'y'\nconst b = a // c.d", []),
        ("const p = '//div/text()';", []),
        ("import x from 'http://a.example/x.js';", [("http://a.example/x.js", "http", "resource", False)]),
    ],
)
def test_addresses(code: str, found: list[tuple[object, ...]]) -> None:
    assert [(row.url, row.scheme, row.purpose, row.local) for row in rows(code, UrlLiteral)] == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("fetch('/x');", [("fetch GET /x", False, None)]),
        ("fetch('/x', { method: 'POST', signal: AbortSignal.timeout(5000) });", [("fetch POST /x", True, 5000)]),
        ("const T = 2 * 1000;\nfetch('/x', { signal: AbortSignal.timeout(T) });", [("fetch GET /x", True, 2000)]),
        ("fetch('/x', options);", [("fetch /x", None, None)]),
        ("fetch('/x', { ...options });", [("fetch /x", None, None)]),
        ("const options = { method: 'PUT' };\nfetch('/x', options);", [("fetch PUT /x", False, None)]),
        ("function f(signal) { fetch('/x', { signal }); }", [("fetch /x", None, None)]),
        (
            "function f() { const c = new AbortController(); setTimeout(() => c.abort(), 100);"
            " fetch('/x', { signal: c.signal }); }",
            [("fetch GET /x", True, None)],
        ),
        ("fetch('/x'); fetch('/x');", [("fetch GET /x", False, None), ("fetch GET /x 2", False, None)]),
        ("this.fetch('/x');", []),
        ("import axios from 'axios';\naxios.get('/x');", [("axios GET /x", False, None)]),
        ("import axios from 'axios';\naxios.post('/x', body, { timeout: 3000 });", [("axios POST /x", True, 3000)]),
        ("import axios from 'axios';\naxios.get('/x', { timeout: 0 });", [("axios GET /x", False, None)]),
        (
            "import axios from 'axios';\nconst api = axios.create({ timeout: 4000 });\napi.get('/x');",
            [("axios GET /x", True, 4000)],
        ),
        ("import ky from 'ky';\nky.get('/x');", [("ky GET /x", None, None)]),
        (
            "const r = new XMLHttpRequest();\nr.open('GET', '/x');\nr.timeout = 1000;\nr.send();",
            [("XMLHttpRequest GET /x", True, 1000)],
        ),
        ("const r = new XMLHttpRequest();\nr.open('GET', '/x');\nr.send();", [("XMLHttpRequest GET /x", False, None)]),
        (
            "class A { constructor(private sender: RequestSender) {}\n"
            "create(body: B) { return this.sender\n.put<Answer>('/x', { body }); } }",
            [("sender PUT /x", False, None)],
        ),
        (
            "class A { constructor(private sender: RequestSender) {}\n"
            "load({ timeout }: Options = {}) { return this.sender.get('/x', { timeout }); } }",
            [("sender GET /x", None, None)],
        ),
        ("class A { constructor(private items: Map<string, B>) {}\nf() { this.items.get('/x'); } }", []),
    ],
)
def test_requests(code: str, found: list[tuple[object, ...]]) -> None:
    assert [(row.call_site, row.has_timeout, row.timeout_ms) for row in rows(code, ClientCallSite)] == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';", [("NODE_TLS_REJECT_UNAUTHORIZED", False)]),
        ("process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';", [("NODE_TLS_REJECT_UNAUTHORIZED", False)]),
        ("new Agent({ rejectUnauthorized: false });", [("rejectUnauthorized", False)]),
        ("new Agent({ rejectUnauthorized: true });", [("rejectUnauthorized", True)]),
        ("export default { use: { ignoreHTTPSErrors: true } };", [("ignoreHTTPSErrors", False)]),
        ("interface Ssl { rejectUnauthorized: false }", []),
        ("// rejectUnauthorized: false", []),
    ],
)
def test_certificates(code: str, found: list[tuple[str, bool]]) -> None:
    assert [(row.setting, row.enabled) for row in rows(code, TlsVerification, "src/a.ts")] == found
