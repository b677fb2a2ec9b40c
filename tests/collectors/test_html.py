"""HTML: the scripts and addresses of a page."""

from __future__ import annotations

import pytest

from assay.collectors import html
from assay.model import Source
from assay.tables.security import ScriptLoad, UrlLiteral

_PAGE = """<!doctype html>
<script src="https://cdn.example/a/1.2.3/a.js" integrity="sha384-x" crossorigin="anonymous"></script>
<script src="/own.js"></script>
<script>load('https://cdn.example/b.js')</script>
<!-- <script src="http://cdn.example/c.js"></script> -->
<link rel="stylesheet" href="//cdn.example/a.css">
<link rel="canonical" href="http://shop.example/">
<a href="http://help.example/">help</a>
<form action="http://pay.example/pay?token=1"></form>
"""


def test_scripts() -> None:
    rows = [row for row in html.read(Source("page.html", _PAGE.encode())) if isinstance(row, ScriptLoad)]
    assert [(row.url, row.host, row.names_version, row.integrity, row.crossorigin, row.line) for row in rows] == [
        ("https://cdn.example/a/1.2.3/a.js", "cdn.example", True, True, True, 2),
        ("/own.js", None, False, False, False, 3),
    ]


@pytest.mark.parametrize(
    ("url", "scheme", "purpose"),
    [
        ("https://cdn.example/a/1.2.3/a.js", "https", "resource"),
        ("//cdn.example/a.css", None, "resource"),
        ("http://shop.example/", "http", "link"),
        ("http://help.example/", "http", "link"),
        ("http://pay.example/pay", "http", "request"),
    ],
)
def test_addresses(url: str, scheme: str | None, purpose: str) -> None:
    rows = [row for row in html.read(Source("page.html", _PAGE.encode())) if isinstance(row, UrlLiteral)]
    assert (url, scheme, purpose) in [(row.url, row.scheme, row.purpose) for row in rows]
    assert len(rows) == 5
