"""Places where an authentication code (HMAC) that was computed is held against the one that came."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.security import SignatureComparison

from .syntax import File, arguments, callee, line, origin, outer, text

FILLS = (SignatureComparison,)
NODES = ("comparison_operator", "call")
HINTS = (b"hmac", b"compare_digest", b"construct_event", b"constant_time_compare")
_OPERATORS = ("==", "!=")
#: Calls that compare in constant time, and Stripe's own verification.
_CONSTANT = expression(
    r"^(?:(?:hmac|secrets)\.(compare_digest)|(?:.+\.)?(constant_time_compare)|stripe\.Webhook\.(construct_event)"
    r"|stripe\.WebhookSignature\.(verify_header))$"
)
_MADE = ("hmac.new", "hmac.digest", "hmac.HMAC")
#: What writes the same code otherwise.
_METHODS = frozenset("digest hexdigest decode encode hex lower upper strip copy".split())
_WRAPPERS = ("base64.b64encode", "base64.urlsafe_b64encode", "base64.standard_b64encode", "binascii.hexlify", "str")
_NOTHING = frozenset(("none", "true", "false", "integer", "string", "concatenated_string"))
_SPACE = expression(r"\s+")
_DEPTH = 8
_MOST_SHOWN = 80


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per comparison."""
    if node.type == "call":
        found = _CONSTANT.match(origin(callee(node), file))
        if found:
            yield _row(next(filter(None, found.groups())), node, True, file)
        return
    sides = node.named_children
    operator = next((child.type for child in node.children if child.type in _OPERATORS), None)
    if operator is None or len(sides) != 2 or any(side.type in _NOTHING and not _filled(side) for side in sides):
        return
    if any(_is_code(side, file) for side in sides):
        yield _row(operator, node, False, file)


def _row(via: str, node: Node, constant_time: bool, file: File) -> Row:
    shown = _SPACE.sub(" ", text(node)).strip()[:_MOST_SHOWN]
    return SignatureComparison(
        via=via, compared=shown, constant_time=constant_time, is_test=file.is_test, line=line(node)
    )


def _filled(node: Node) -> bool:
    return any(child.type == "interpolation" for child in node.children)


def _is_code(node: Node | None, file: File, depth: int = 0) -> bool:
    if node is None or depth > _DEPTH:
        return False
    if node.type in ("parenthesized_expression", "await", "string", "interpolation", "binary_operator"):
        inside = [child for child in node.named_children if child.type not in ("string_start", "string_content")]
        return any(_is_code(child, file, depth + 1) for child in inside)
    if node.type == "identifier":
        return any(_is_code(given, file, depth + 1) for given in _given(text(node), node))
    if node.type != "call":
        return False
    name = origin(callee(node), file)
    if name in _MADE:
        return True
    if name in _WRAPPERS:
        return any(_is_code(given, file, depth + 1) for given in arguments(node)[0][:1])
    function = node.child_by_field_name("function")
    if function is not None and function.type == "attribute":
        if text(function.child_by_field_name("attribute")) in _METHODS:
            return _is_code(function.child_by_field_name("object"), file, depth + 1)
        return False
    return any(_is_code(result, file, depth + 1) for result in _returned(text(function), file))


def _given(name: str, node: Node) -> Iterator[Node]:
    """What a name is assigned in the function around, else in the module."""
    for scope in outer(node, "function_definition", "module"):
        found = [
            right
            for one in _statements(scope, "assignment")
            if text(one.child_by_field_name("left")) == name and (right := one.child_by_field_name("right")) is not None
        ]
        if found:
            yield from found
            return


def _returned(name: str, file: File) -> Iterator[Node]:
    """What a function of this module returns."""
    for function in _statements(file.root, "function_definition"):
        if text(function.child_by_field_name("name")) == name:
            for one in _statements(function, "return_statement"):
                yield from one.named_children[:1]


def _statements(scope: Node, kind: str) -> Iterator[Node]:
    """Statements of one kind inside a scope, those of functions in it left out."""
    waiting = list(scope.named_children)
    while waiting:
        node = waiting.pop()
        if node.type == kind:
            yield node
        elif node.type not in ("function_definition", "class_definition", "lambda"):
            waiting += node.named_children
