"""Tests as written: title, assertions, what switches them off or runs them alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.testing import RecordingUse, TestCase

from .surroundings import FUNCTIONS, ancestors, arguments, called, test_around
from .syntax import File, calls_by, line, literal, text

FILLS = (TestCase, RecordingUse)
TESTS = True
_MODIFIERS = "only|skip|todo|fixme|fails|failing|concurrent|sequential|each|for|skipIf|runIf|parallel|serial"
_TEST = expression(rf"^(it|test|specify|fit|xit|xtest|xspecify)((?:\.(?:{_MODIFIERS}))*)$")
_SUITE = expression(
    r"^(describe|fdescribe|xdescribe|suite|context|xcontext|test\.describe)" + rf"((?:\.(?:{_MODIFIERS}))*)$"
)
_SNAPSHOT = expression(r"\.to(Match|ThrowErrorMatching)(Inline)?Snapshot\s*\(|\.toHaveScreenshot\s*\(")
#: Each with a word that it needs, and begun by a word (a boundary before it is looked for behind it): to look for these
#: is much faster than for one expression.
_ASSERTIONS = (
    ("expect", expression(r"expect(?<=\bexpect)(?:\.[a-zA-Z]+)*\s*\(")),
    ("assert", expression(r"assert(?<=\bassert)(?:\.[a-zA-Z]+)*\s*\(")),
    (".should", expression(r"\.should\b")),
    ("expectTypeOf", expression(r"expectTypeOf(?<=\bexpectTypeOf)\s*[(<]")),
)
_HELPERS = tuple(
    (word, expression(rf"{word}{rest}[\w.]*\s*\("))
    for word, rest in (
        *(("assertion", "s?"), ("should", ""), ("verify", ""), ("check", "")),
        *(("expect", r"[A-Z]"), ("assert", r"[A-Z]")),
    )
)
#: A test that is handed a callback fails unless something calls it.
_CALLBACKS = ("done", "next", "callback", "cb")
_DONE = expression(
    r",\s*(?:async\s+)?(?:function\s*\w*\s*\(\s*(?:done|next|callback|cb)\s*\)|\(?(?:done|callback|cb)\)?\s*=>)"
)
_MAX_HEAD = 500
_ROUNDS = 3
_WORD = expression(r"[A-Za-z_$][\w$]*")
_WORD_CHARACTER = expression(r"\w")
#: A test whose first statement leaves it.
_LEAVING = ("skip", "fixme")
_LEAVES = expression(r"(?:=>|\bfunction\s*\w*\([^()]*\))\s*\{\s*(?:test\.(skip|fixme)|this\.(skip))\(\s*\)")
#: What a test does that asks for a failure, or asserts one.
_FAILURES = (
    (".rejects", expression(r"\.rejects\b")),
    *((word, expression(re.escape(word))) for word in (".to.throw", ".toThrow", ".rejectedWith")),
    ("assert.", expression(r"assert(?<=\bassert)\.(?:rejects|throws)\(")),
    ("mockReject", expression(r"mockReject(?<=\bmockReject)")),
    ("Promise.reject(", expression(r"Promise\.reject\((?<=\bPromise\.reject\()")),
    ("throwError(", expression(r"throwError\((?<=\bthrowError\()")),
    ("throw", expression(r"throw(?<=\bthrow)\s+new\b")),
    ("catch", expression(r"catch(?<=\bcatch)\b")),
    ("Error", expression(r"expect\((?<=\bexpect\()[\w.]*on\w*Error\b")),
    ("status", expression(r"status(?<=\bstatus)(?:Code)?:\s*[45]\d\d\b")),
)
_RECORDER = expression(r"(?:\.routeFromHAR|\buseCassette)$")
#: Words that only one framework's tests hold; those without any are taken for Jest's.
_FRAMEWORKS = (
    (b"@playwright/test", "playwright"),
    *((hint, "vitest") for hint in (b"from 'vitest'", b'from "vitest"', b"vi.mock(", b"vi.fn(", b"vi.spyOn(")),
    *((hint, "cypress") for hint in (b"cy.visit(", b"cy.get(", b"cy.intercept(")),
    *((hint, "mocha") for hint in (b"from 'chai'", b'from "chai"', b"require('chai')", b'require("chai")', b"'mocha'")),
)
_E2E = expression(r"(^|/)(e2e|cypress|playwright)/|\.(e2e|e2e-spec)\.")
WORDS = tuple(word for word, _ in _FRAMEWORKS)


def finish(file: File) -> Iterator[Row]:
    """One row per test, one per recording that is named."""
    starters = [name.rpartition(".")[2] for name in file.conventions.strings("recording_starters")]
    for call in calls_by(_named(("routeFromHAR", "useCassette", *starters)), file):
        yield from _call(call, file)


@cache
def _named(starters: tuple[str, ...]) -> re.Pattern[bytes]:
    # A word's boundary is looked for faster than what must not stand before; not every name begins with a word.
    known = ["it", "test", "specify", "fit", "xit", "xtest", "xspecify", *map(re.escape, starters)]
    words = "|".join(name for name in known if _WORD.match(name))
    others = "".join(f"|(?<![\\w$]){name}" for name in known if not _WORD.match(name))
    return re.compile(rf"(?:\b(?<!\$)(?:{words}){others})(?![\w$])".encode())


def _call(node: Node, file: File) -> Iterator[Row]:
    name = called(node)
    if match := _TEST.match(name):
        title = _title(node)
        if title is not None or _takes_function(node):
            yield _test(node, match, title or _computed(node), file)
    elif _RECORDER.search(name) or name in file.conventions.strings("recording_starters"):
        title = _title(node)
        if title is None:
            return
        disabled = _switched([*_suites(node, file), *_tests(node)])[0] is not None
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
    around = _suites(node, file)
    disabled, focused = _switched(around)
    suites = [_title(suite) or _computed(suite) for suite in around][::-1]
    own = match[2].split(".")
    if match[1] in ("xit", "xtest", "xspecify") or "skip" in own:
        disabled = "skip"
    elif leaves := _leaves(body[:_MAX_HEAD]):
        disabled = leaves[1] or leaves[2]
    elif "todo" in own or "fixme" in own:
        disabled = "todo" if "todo" in own else "fixme"
    asserted = max(0, _assertions(body) - snapshots) + _asserted_by_house(body, file)
    if not asserted and not snapshots:
        asserted = _asserted_elsewhere(body, file)
    return TestCase(
        name=" > ".join([*suites, title])[:500],
        framework=framework(file),
        level=level(file),
        assertions=asserted,
        snapshots=snapshots,
        helper_calls=_helper_calls(body) + _callbacks(body[:_MAX_HEAD]),
        failure=any(word in body and form.search(body) for word, form in _FAILURES),
        disabled_by=disabled,
        focused=focused or match[1] == "fit" or "only" in own,
        line=line(node),
    )


def _assertions(body: str) -> int:
    return sum(len(form.findall(body)) for word, form in _ASSERTIONS if word in body)


def _leaves(head: str) -> re.Match[str] | None:
    return _LEAVES.search(head) if any(word in head for word in _LEAVING) else None


def _callbacks(head: str) -> int:
    return len(_DONE.findall(head)) if any(word in head for word in _CALLBACKS) else 0


def _helper_calls(body: str) -> int:
    """Calls that have such a word in their names, at whose first one a word begins."""
    calls: dict[int, int] = {}
    for word, form in _HELPERS:
        for match in form.finditer(body) if word in body else ():
            start, end = match.span()
            calls[end] = min(start, calls.get(end, start))
    return sum(1 for start in calls.values() if not start or not _WORD_CHARACTER.match(body[start - 1]))


def _asserted_by_house(body: str, file: File) -> int:
    names = [name for name in file.conventions.strings("assertion_calls") if name in body]
    return sum(len(re.findall(rf"\b{re.escape(name)}(?:\.\w+)*\(", body)) for name in names)


def _asserted_elsewhere(body: str, file: File) -> int:
    """How many functions of the file that assert something are named by a test."""
    if "asserting" not in file.memo:
        bodies: dict[str, str] = {}
        stack = [file.root]
        while stack:
            node = stack.pop()
            stack += node.named_children
            value = node.child_by_field_name("value") if node.type == "variable_declarator" else node
            name = node.child_by_field_name("name")
            if name is not None and value is not None and value.type in FUNCTIONS:
                bodies.setdefault(text(name), text(value))
        found = {name for name, words in bodies.items() if _assertions(words)}
        for _ in range(_ROUNDS):
            found |= {name for name, words in bodies.items() if found.intersection(_WORD.findall(words))}
        file.memo["asserting"] = found
    return len(file.memo["asserting"].intersection(_WORD.findall(body)))


def framework(file: File) -> str:
    """The framework of a file's tests, by the words that it holds."""
    return next((name for word, name in _FRAMEWORKS if word in file.held), "jest")


def level(file: File) -> str:
    """`e2e` or `unit`, by where the file stands."""
    return "e2e" if _E2E.search(file.path) else "unit"


def _suites(node: Node, file: File) -> list[Node]:
    """The suites around a node, from within; of a block they are found once, for a tree finds no parent at once."""
    known: dict[int, list[Node]] = file.memo.setdefault("suites", {})
    found = []
    for outer in ancestors(node):
        if outer.type == "call_expression" and _SUITE.match(called(outer)):
            found.append(outer)
        elif outer.type == "statement_block":
            if outer.id not in known:
                known[outer.id] = _suites(outer, file)
            return found + known[outer.id]
    return found


def _tests(node: Node) -> Iterator[Node]:
    for outer in ancestors(node):
        if outer.type == "call_expression" and _TEST.match(called(outer)):
            yield outer


def _switched(around: Iterable[Node]) -> tuple[str | None, bool]:
    """(what switches these suites or tests off; whether one of them is to run alone)."""
    disabled, focused = None, False
    for suite in around:
        name = called(suite)
        if name.startswith("x") or name.endswith(".skip") or ".skip." in name:
            disabled = "skip"
        elif ".fixme" in name:
            disabled = "fixme"
        focused = focused or name.startswith("fdescribe") or ".only" in name
    return disabled, focused
