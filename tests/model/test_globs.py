"""Globs and foreign expressions as expressions that both engines read alike."""

from __future__ import annotations

import re

import pytest

from assay.model.globs import foreign_expression, glob_expression


@pytest.mark.parametrize(
    ("glob", "yes", "no"),
    [
        ("p/*/i.ts", ["p/a/i.ts"], ["p/a/b/i.ts", "p/i.ts", "p/a/ixts"]),
        ("p/**/i.ts", ["p/i.ts", "p/a/i.ts", "p/a/b/i.ts"], ["q/i.ts", "p/ai.ts"]),
        (
            "**/v1/store/x",
            ["https://s.test/v1/store/x"],
            ["https://s.test/v1/store/x?a=1", "https://s.test/v1/store/xy"],
        ),
        ("a/**", ["a/b", "a/b/c"], ["b/a"]),
        ("*.{ts,tsx}", ["a.ts", "a.tsx"], ["a.js"]),
        ("a?.ts", ["ab.ts"], ["a/.ts"]),
        ("a{b", ["a{b"], ["ab"]),
    ],
)
def test_globs(glob: str, yes: list[str], no: list[str]) -> None:
    expression = re.compile(glob_expression(glob))
    assert [text for text in yes if not expression.search(text)] == []
    assert [text for text in no if expression.search(text)] == []


@pytest.mark.parametrize("pattern", ["(?=a)", "(?<name>a)", r"(a)\1", "a{2000}", "(", "a++", r"\p{L}", "x" * 600])
def test_what_the_engines_read_differently_is_not_read(pattern: str) -> None:
    assert foreign_expression(pattern) is None


def test_slashes_need_no_escape() -> None:
    assert foreign_expression(r".*\/products\/(?:a|b)$") == ".*/products/(?:a|b)$"
