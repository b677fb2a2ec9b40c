"""Tests as written for pytest and unittest: assertions, what switches them off; also those that stand in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.testing import TestCase

from .syntax import File, docstring, line, origin, outer, text, title

FILLS = (TestCase,)
NODES = ("function_definition", "class_definition", "comment", "expression_statement")
HINTS = (b"def test",)
#: pytest collects test_*.py and *_test.py, unittest test*.py.
_FILE = expression(r"(^|/)(test[^/]*|[^/]*_tests?)\.py$")
#: A word with `assert` in it that is called, or the statement. It and the following are looked for in small letters,
#: each by a word that it begins with (a boundary before it is looked for behind it): far faster than one expression.
_ASSERT = expression(r"assert(?:(\w*\s*\()|\b)")
_Forms = tuple[tuple[str, re.Pattern[str]], ...]
_ASSERTIONS: _Forms = (
    *((word, expression(rf"{word}(?<=\b{word})\s*\(")) for word in ("raises", "warns", "deprecated_call", "expect")),
    (".fail", expression(r"\.fail\s*\(")),
)
_HELPERS: _Forms = tuple(
    (word, expression(rf"{word}(?<=\b{word})\w*\s*\("))
    for word in ("check", "verify", "expect", "should", "validate", "ensure", "compare", "match")
)
#: An exception that is asked for or expected, a mock that raises, an error status.
_FAILURES: _Forms = (
    ("raises", expression(r"raises(?:(?<=\braises)|(?<=\bassertraises))\w*\s*\(")),
    ("side_effect", expression(r"side_effect(?<=\bside_effect)\s*=")),
    ("status", expression(r"status(?<=\bstatus)(?:_code)?\b\W{1,6}[45]\d\d\b")),
)
_CALLED = expression(r"(?<![\w.])(self\.)?([A-Za-z_]\w*)\s*\(")
_E2E = expression(r"(^|/)(e2e|playwright|selenium)/")
_MARK = expression(r"^(?:pytest\.)?(?:mark\.)?(?:unittest\.)?(skip|skipif|skipIf|skipUnless|xfail|expectedFailure)\b")
_SWITCH = {"skip": "skip", "xfail": "xfail", "expectedFailure": "xfail"}
_STOP = expression(r"^(?:pytest\.(skip)|self\.(skipTest)|raise (?:unittest\.)?(SkipTest))\b")
_COMMENTED = expression(r"^#[ \t]*(?:async )?def (test\w*)\(", re.MULTILINE)
#: What a TestCase of the standard library or of Django brings along that never asserts.
_HARMLESS = frozenset(
    "subTest id setUp tearDown addCleanup skipTest client settings modify_settings enterContext".split()
)


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per test."""
    if _FILE.search(file.path) is None:
        return
    if node.type == "comment":
        yield from _commented(node, file)
    elif node.type == "expression_statement":
        if node.parent is not None and node.parent.type == "module" and text(node).startswith("pytestmark"):
            marks = re.findall(r"mark\.(skipif|skip|xfail)\b", text(node))
            file.memo["module switch"] = _strongest(marks)
    else:
        name = text(node.child_by_field_name("name"))
        if node.type == "function_definition" and name.startswith("test"):
            yield from _test(node, file)


def _test(node: Node, file: File) -> Iterator[Row]:
    around = list(outer(node, "class_definition", "function_definition"))
    inside = any(one.type == "function_definition" for one in around)
    if inside or not all(map(_is_collected, around)) or any("fixture" in text(one) for one in _decorators(node)):
        return
    bases = " ".join(text(one.child_by_field_name("superclasses")) for one in around)
    body = _body(node)
    small = body.lower()
    yield TestCase(
        name=title(node),
        framework="unittest" if "TestCase" in bases else "pytest",
        level="e2e" if _E2E.search(file.path) else "unit",
        assertions=_assertions(small),
        snapshots=0,
        helper_calls=_helpers(node, body, around, file),
        failure=any(word in small and form.search(small) for word, form in _FAILURES),
        disabled_by=_switched(node, around, file),
        focused=False,
        line=line(node),
    )


def _assertions(small: str) -> int:
    """How often a body, written in small letters, asserts."""
    asserts = _ASSERT.finditer(small) if "assert" in small else ()
    return _found(_ASSERTIONS, small) + sum(1 for match in asserts if match[1] or _begins(small, match.start()))


def _begins(small: str, at: int) -> bool:
    """A statement begins there: at the beginning of a line, or behind a semicolon."""
    while at and small[at - 1] in " \t":
        at -= 1
    return not at or small[at - 1] in "\n;"


def _found(forms: _Forms, small: str) -> int:
    return sum([len(form.findall(small)) for word, form in forms if word in small])


def _is_collected(suite: Node) -> bool:
    """pytest takes classes called Test…, unittest those with a base; a mixin's tests run in the classes that use it."""
    return text(suite.child_by_field_name("name")).startswith("Test") or (
        "Test" in text(suite.child_by_field_name("superclasses"))
    )


def _body(function: Node) -> str:
    """What a function does, its docstring left out."""
    body = function.child_by_field_name("body")
    prose = docstring(function)
    if body is None:
        return ""
    start = prose.end_byte if prose is not None else body.start_byte
    return (body.text or b"")[start - body.start_byte :].decode("utf-8", "replace")


def _helpers(node: Node, body: str, around: list[Node], file: File) -> int:
    """Calls that may assert: by their name, functions of this file that do, and what is not seen here."""
    asserting, seen = _functions(file)
    parameters = set(re.findall(r"\w+", text(node.child_by_field_name("parameters"))))
    inherits = any("TestCase" not in base.split(".")[-1] for suite in around for base in _bases(suite))
    found = _found(_HELPERS, body.lower())
    for on_self, name in _CALLED.findall(body):
        if on_self:
            unseen = inherits and name not in seen and name not in _HARMLESS
        else:
            unseen = name in parameters or (name not in seen and _is_of_tests(origin(name, file), file))
        found += name in asserting or unseen
    return found


def _is_of_tests(name: str, file: File) -> bool:
    """A function that is imported from test code: by the name of its module, or from beside the test."""
    module, _, own = name.rpartition(".")
    beside = module.startswith(".") and re.search(r"(^|/)tests?/", file.path) is not None
    return own[:1].islower() and (beside or re.search(r"test|helper|assert", module) is not None)


def _bases(suite: Node) -> list[str]:
    bases = suite.child_by_field_name("superclasses")
    return [text(base) for base in bases.named_children if base.type in ("identifier", "attribute")] if bases else []


def _functions(file: File) -> tuple[set[str], set[str]]:
    """(functions and methods of this file that assert, themselves or through each other; all of them)."""
    if "functions" not in file.memo:
        bodies: dict[str, str] = {}
        waiting = list(file.root.named_children)
        while waiting:
            node = waiting.pop()
            if node.type == "function_definition":
                name = text(node.child_by_field_name("name"))
                if not name.startswith("test"):
                    bodies[name] = bodies.get(name, "") + _body(node)
            elif node.type in ("class_definition", "decorated_definition", "block"):
                waiting += node.named_children
        small = {name: body.lower() for name, body in bodies.items()}
        asserting = {name for name, body in small.items() if _assertions(body) or _found(_HELPERS, body)}
        calls = {name: {called for _, called in _CALLED.findall(body)} for name, body in bodies.items()}
        while more := {name for name, called in calls.items() if called & asserting} - asserting:
            asserting |= more
        file.memo["functions"] = asserting, set(bodies)
    found: tuple[set[str], set[str]] = file.memo["functions"]
    return found


def _switched(node: Node, around: list[Node], file: File) -> str | None:
    """What keeps a test from running: a mark of its own, of its class or of its module, or its first statement."""
    marks = [mark for one in (node, *around) for mark in _marks(one)]
    body = node.child_by_field_name("body")
    prose = docstring(node)
    for statement in body.named_children if body is not None else ():
        if statement.type != "comment" and (prose is None or statement.start_byte != prose.start_byte):
            marks += ["skip"] if _STOP.match(text(statement)) else []
            break
    if b"pytestmark" in file.data and "module switch" not in file.memo:
        file.memo["module switch"] = None
    return _strongest([*marks, *([file.memo["module switch"]] if file.memo.get("module switch") else [])])


def _strongest(marks: list[str]) -> str | None:
    found = {_SWITCH.get(mark, "condition") for mark in marks}
    return next((mark for mark in ("skip", "xfail", "condition") if mark in found), None)


def _decorators(definition: Node) -> list[Node]:
    parent = definition.parent
    decorated = parent.named_children if parent is not None and parent.type == "decorated_definition" else []
    return [child for child in decorated if child.type == "decorator"]


def _marks(definition: Node) -> Iterator[str]:
    for decorator in _decorators(definition):
        match = _MARK.match(text(decorator)[1:].strip())
        if match and not (match[1] == "xfail" and re.search(r"strict\s*=\s*True", text(decorator))):
            yield match[1]


def _commented(node: Node, file: File) -> Iterator[Row]:
    match = _COMMENTED.match(text(node))
    if match:
        yield TestCase(
            name=match[1],
            framework="pytest",
            level="e2e" if _E2E.search(file.path) else "unit",
            assertions=0,
            snapshots=0,
            helper_calls=0,
            disabled_by="comment",
            focused=False,
            line=line(node),
        )
