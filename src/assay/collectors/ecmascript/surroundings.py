"""What stands around a node of test code: the test, the hook, the function. Concerns use it; it is none itself."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model.expressions import expression

from .syntax import literal, text

_TEST = expression(r"^(?:it|test|fit|xit|xtest|specify)(?:\.\w+)*$")
_HOOK = expression(r"^(?:test\.)?(before|beforeEach|beforeAll|after|afterEach|afterAll|setup|suiteSetup)$")
_MOCHA = {"before": "beforeAll", "setup": "beforeEach", "suiteSetup": "beforeAll", "after": "afterAll"}
_MAX_CALLEE = 80
FUNCTIONS = (
    *("function_declaration", "function_expression", "arrow_function", "method_definition"),
    *("generator_function_declaration", "generator_function"),
)


def ancestors(node: Node) -> Iterator[Node]:
    """From the parent outwards."""
    outer = node.parent
    while outer is not None:
        yield outer
        outer = outer.parent


def called(call: Node) -> str:
    """Name of what is called; `it.each` for `it.each(table)('title')`; empty for anything long."""
    callee = call.child_by_field_name("function")
    if callee is not None and callee.type == "call_expression":
        callee = callee.child_by_field_name("function")
    return text(callee) if callee is not None and callee.end_byte - callee.start_byte < _MAX_CALLEE else ""


def title(call: Node) -> str | None:
    """First argument of a call when it is a string; a template with its substitutions as written."""
    given = arguments(call)
    if not given:
        return None
    value = literal(given[0])
    return text(given[0])[1:-1] if value is None and given[0].type == "template_string" else value


def arguments(call: Node) -> list[Node]:
    """Arguments of a call, comments left out."""
    stated = call.child_by_field_name("arguments")
    return [child for child in stated.named_children if child.type != "comment"] if stated is not None else []


def test_around(node: Node) -> str | None:
    """Title of the test that a node stands in."""
    for outer in ancestors(node):
        if outer.type == "call_expression" and _TEST.match(called(outer)):
            found = title(outer)
            if found is not None:
                return found
    return None


def hook_around(node: Node) -> str:
    """beforeEach, beforeAll, afterEach, afterAll; test inside of a test; module where there is none."""
    for outer in ancestors(node):
        if outer.type == "call_expression":
            callee = called(outer)
            if match := _HOOK.match(callee):
                return _MOCHA.get(match[1], match[1])
            if _TEST.match(callee) and title(outer) is not None:
                return "test"
    return "module"


def function_around(node: Node) -> Node | None:
    """The innermost function that a node stands in."""
    return next((outer for outer in ancestors(node) if outer.type in FUNCTIONS), None)


def parameters(function: Node) -> set[str]:
    """Names of the parameters of a function, those taken apart left out."""
    stated = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    if stated is None:
        return set()
    if stated.type == "identifier":
        return {text(stated)}
    return {text(child.child_by_field_name("pattern") or child) for child in stated.named_children}
