"""Sinks: markup and code from strings."""

from __future__ import annotations

import pytest

from assay.collectors import ecmascript
from assay.model import Source
from assay.tables.security import DynamicCode, HtmlSink


def sinks(code: str) -> list[tuple[str, bool, str | None]]:
    rows = ecmascript.read(Source("src/a.tsx", code.encode()))
    return [(row.sink, row.constant, row.sanitiser) for row in rows if isinstance(row, HtmlSink)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("div.innerHTML = text;", [("innerHTML", False, None)]),
        ("div.innerHTML = '<b>x</b>';", [("innerHTML", True, None)]),
        ("div.innerHTML = DOMPurify.sanitize(text);", [("innerHTML", False, "DOMPurify.sanitize")]),
        ("div.innerHTML = `<b>${text}</b>`;", [("innerHTML", False, None)]),
        ("const html = div.innerHTML;", []),
        ("<b dangerouslySetInnerHTML={{ __html: text }} />;", [("dangerouslySetInnerHTML", False, None)]),
        ("div.insertAdjacentHTML('beforeend', text);", [("insertAdjacentHTML", False, None)]),
        ("document.write(text);", [("document.write", False, None)]),
        ("stream.write(text); // document.write", []),
        ("// div.innerHTML = text;", []),
        ("const id = 'x';\ndiv.innerHTML = `<b id='${id}'></b>`;", [("innerHTML", True, None)]),
        ("div.innerHTML = known ? '' : text;", [("innerHTML", False, None)]),
        ("frame.srcdoc = `${form.outerHTML} ${script.outerHTML}`;", [("srcdoc", False, "outerHTML")]),
        ("const s = document.createElement('script');\ns.innerHTML = JSON.stringify(config);", []),
    ],
)
def test_markup(code: str, found: list[tuple[str, bool, str | None]]) -> None:
    assert sinks(code) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("eval(text);", ["eval"]),
        ("new Function(text);", ["new Function"]),
        ("page.eval(text);", []),
        ("const s = document.createElement('script');\ns.innerHTML = text;", ["script element"]),
        ("const s = document.createElement('script');\ns.innerHTML = 'f();';", []),
    ],
)
def test_code(code: str, found: list[str]) -> None:
    rows = ecmascript.read(Source("src/a.ts", code.encode()))
    assert [row.sink for row in rows if isinstance(row, DynamicCode)] == found
