"""Places where an authentication code (HMAC) that was computed is held against the one that came."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.security import SignatureComparison

from .scope import FUNCTIONS, returned
from .syntax import File, calls_by, line, literal, nodes, text
from .values import arguments, meant, plain, written

FILLS = (SignatureComparison,)
HINTS = (b"createHmac", b"timingSafeEqual", b"constructEvent")
_COMPARED = expression(rb"[=!]==?")
_COMPARER = expression(rb"timingSafeEqual|constructEvent")
_OPERATORS = ("===", "!==", "==", "!=")
#: Calls that compare in constant time, and Stripe's own verification.
_CONSTANT = expression(r"(?:^|\.)(timingSafeEqual|(?<=webhooks\.)constructEvent(?:Async)?)$")
_MADE = expression(r"(?:^|\.)createHmac$")
#: What writes the same code otherwise.
_METHODS = frozenset("update digest end toString toLowerCase toUpperCase trim slice substring".split())
_WRAPPERS = ("Buffer.from", "String", "encodeURIComponent", "Buffer")
_NOTHING = frozenset(("null", "undefined", "true", "false", "number"))
_DEPTH = 8


def finish(file: File) -> Iterator[Row]:
    """One row per comparison."""
    for call in calls_by(_COMPARER, file):
        found = _CONSTANT.search(text(call.child_by_field_name("function")))
        if found:
            yield _row(found[1], call, True, file)
    for compared in nodes("binary_expression", _COMPARED, file):
        operator = text(compared.child_by_field_name("operator"))
        sides = [plain(compared.child_by_field_name(side)) for side in ("left", "right")]
        if operator not in _OPERATORS or any(_says_nothing(side) for side in sides):
            continue
        if any(_is_code(side, file) for side in sides):
            yield _row(operator, compared, False, file)


def _row(via: str, node: Node, constant_time: bool, file: File) -> Row:
    shown = written(node)
    return SignatureComparison(
        via=via, compared=shown, constant_time=constant_time, is_test=file.is_test, line=line(node)
    )


def _says_nothing(node: Node | None) -> bool:
    """A constant is no code that came with a message."""
    return node is None or node.type in _NOTHING or literal(node) is not None or text(node) == "undefined"


def _is_code(node: Node | None, file: File, depth: int = 0) -> bool:
    node = plain(node)
    if node is None or depth > _DEPTH:
        return False
    if node.type == "call_expression":
        return _is_called(node, file, depth)
    if node.type == "template_string":
        holes = [child for child in node.named_children if child.type == "template_substitution"]
        return any(_is_code(child, file, depth + 1) for hole in holes for child in hole.named_children)
    if node.type == "binary_expression" and text(node.child_by_field_name("operator")) == "+":
        return any(_is_code(node.child_by_field_name(side), file, depth + 1) for side in ("left", "right"))
    if node.type in ("identifier", "member_expression"):
        return any(_is_code(one, file, depth + 1) for one in meant(node, file) if one.type not in FUNCTIONS)
    return False


def _is_called(node: Node, file: File, depth: int) -> bool:
    callee = node.child_by_field_name("function")
    name = text(callee)
    if _MADE.search(name):
        return True
    if name in _WRAPPERS:
        return any(_is_code(given, file, depth + 1) for given in arguments(node)[:1])
    if callee is not None and callee.type == "member_expression":
        method = text(callee.child_by_field_name("property"))
        if method in _METHODS:
            return _is_code(callee.child_by_field_name("object"), file, depth + 1)
    made = [one for one in meant(callee, file) if one.type in FUNCTIONS]
    return any(_is_code(result, file, depth + 1) for function in made for result in returned(function))
