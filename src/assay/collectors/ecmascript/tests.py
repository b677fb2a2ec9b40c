"""Tests as written: title, assertions, what switches them off or runs them alone; also those that stand in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.tables.testing import RecordingUse, TestCase

from .surroundings import FUNCTIONS, arguments, test_around
from .syntax import File, line, literal, text

FILLS = (TestCase, RecordingUse)
NODES = ("call_expression", "comment")
_TEST = re.compile(r"^(it|test|fit|xit|xtest)((?:\.(?:only|skip|todo|fixme|fails|concurrent|each|failing))*)$")
_SUITE = re.compile(
    r"^(describe|fdescribe|xdescribe|suite|context|test\.describe)((?:\.(?:only|skip|fixme|parallel|serial|each))*)$"
)
_SNAPSHOT = re.compile(r"\.to(Match|ThrowErrorMatching)(Inline)?Snapshot\s*\(|\.toHaveScreenshot\s*\(")
_ASSERTION = re.compile(r"\b(expect|assert)(\.[a-zA-Z]+)*\s*\(|\.should\b|\bexpectTypeOf\s*[(<]")
_HELPER = re.compile(r"\b(assertions?|should|verify|check|expect[A-Z]\w*|assert[A-Z]\w*)[\w.]*\s*\(")
_COMMENTED = re.compile(
    r"(?:^|\n)(?:/\*+)?[ \t]*(?://|\*)?[ \t]*((?:it|test)(?:\.(?:only|skip|fixme|todo))?)"
    r"\(\s*(['\"`])([^\n]{1,500}?)\2\s*,"
)
_RECORDER = re.compile(r"(?:\bnew Polly|\.routeFromHAR|\buseCassette)$")
_E2E = re.compile(r"(^|/)(e2e|cypress|playwright)/|\.(e2e|e2e-spec)\.")


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per test, one per recording that is named."""
    if not file.is_test:
        return
    if node.type == "comment":
        yield from _comment(node, file)
        return
    name = text(node.child_by_field_name("function"))
    title = _title(node)
    if match := _TEST.match(name):
        if title is not None or _takes_function(node):
            yield _test(node, match, title or _computed(node), file)
    elif title is None:
        return
    elif _RECORDER.search(name) or name in file.conventions.strings("recording_starters"):
        disabled = _switched(node)[0] is not None
        test = test_around(node)
        yield RecordingUse(recording=title, in_comment=False, disabled=disabled, test=test, line=line(node))


def _title(node: Node) -> str | None:
    arguments = node.child_by_field_name("arguments")
    first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    if first is None:
        return None
    value = literal(first)
    return text(first)[1:-1] if value is None and first.type == "template_string" else value


def _takes_function(node: Node) -> bool:
    """What is called like a test and is handed a function is one, also where its title is computed."""
    return any(given.type in FUNCTIONS for given in arguments(node)[1:])


def _computed(node: Node) -> str:
    given = arguments(node)
    return f"${{{text(given[0])[:80]}}}" if given else ""


def _test(node: Node, match: re.Match[str], title: str, file: File) -> Row:
    body = text(node.child_by_field_name("arguments"))
    snapshots = len(_SNAPSHOT.findall(body))
    disabled, focused = _switched(node)
    suites = [_title(suite) or _computed(suite) for suite in _suites(node)][::-1]
    own = match[2].split(".")
    if match[1] in ("xit", "xtest") or "skip" in own:
        disabled = "skip"
    elif "todo" in own or "fixme" in own:
        disabled = "todo" if "todo" in own else "fixme"
    e2e = _E2E.search(file.path) is not None
    return TestCase(
        name=" > ".join([*suites, title])[:500],
        framework=_framework(file),
        level="e2e" if e2e else "unit",
        assertions=max(0, len(_ASSERTION.findall(body)) - snapshots),
        snapshots=snapshots,
        helper_calls=len(_HELPER.findall(body)),
        disabled_by=disabled,
        focused=focused or match[1] == "fit" or "only" in own,
        line=line(node),
    )


def _framework(file: File) -> str:
    if "framework" not in file.memo:
        data = file.data
        known = ((b"@playwright/test", "playwright"), (b"from 'vitest'", "vitest"), (b'from "vitest"', "vitest"))
        file.memo["framework"] = next((name for hint, name in known if hint in data), "jest")
    return str(file.memo["framework"])


def _suites(node: Node) -> Iterator[Node]:
    outer = node.parent
    while outer is not None:
        if outer.type == "call_expression" and _SUITE.match(text(outer.child_by_field_name("function"))[:60]):
            yield outer
        outer = outer.parent


def _switched(node: Node) -> tuple[str | None, bool]:
    """(what switches the suites around off, whether one of them is to run alone)."""
    disabled, focused = None, False
    for suite in _suites(node):
        name = text(suite.child_by_field_name("function"))
        if name.startswith("xdescribe") or ".skip" in name:
            disabled = "skip"
        elif ".fixme" in name:
            disabled = "fixme"
        focused = focused or name.startswith("fdescribe") or ".only" in name
    return disabled, focused


def finish(file: File) -> Iterator[Row]:
    """The last run of comments."""
    yield from _commented(file)


def _comment(node: Node, file: File) -> Iterator[Row]:
    """Comments on adjoining lines are one block, at most one blank line between them."""
    block: list[tuple[int, str]] = file.memo.setdefault("comments", [])
    if block and node.start_point[0] > block[-1][0] + 1 + block[-1][1].count("\n") + 1:
        yield from _commented(file)
        block = file.memo.setdefault("comments", [])
    block.append((node.start_point[0], text(node)))


def _commented(file: File) -> Iterator[Row]:
    block: list[tuple[int, str]] = file.memo.pop("comments", [])
    words = "\n".join(words for _, words in block)
    if not block or "(" not in words:
        return
    lines = [start + 1 + offset for start, words_ in block for offset in range(words_.count("\n") + 1)]
    for match in _COMMENTED.finditer(words):
        yield TestCase(
            name=match[3][:500],
            framework=_framework(file),
            level="e2e" if _E2E.search(file.path) else "unit",
            assertions=0,
            snapshots=0,
            helper_calls=0,
            disabled_by="comment",
            focused=False,
            line=lines[words.count("\n", 0, match.start(1))],
        )
    for name in (*file.conventions.strings("recording_starters"), "routeFromHAR"):
        for use in re.finditer(re.escape(name) + r"\(\s*(['\"`])([^'\"`\n]+)\1", words):
            at = lines[words.count("\n", 0, use.start())]
            yield RecordingUse(recording=use[2], in_comment=True, disabled=True, test=None, line=at)
