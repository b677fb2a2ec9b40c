"""Places that catch an error, and whether anything becomes of it there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.monitoring import CaughtError

from .syntax import File, line, nodes, text
from .values import arguments

FILLS = (CaughtError,)
HINTS = (b"catch",)
_CATCH = expression(rb"catch(?<=\bcatch)\b")
_PROMISE = expression(
    rb"\.\s*catch\(\s*(?:(?:_\.)?noop|(?:\(\s*\w*\s*\)|\w+)\s*=>\s*\{\s*\}|function\s*\(\w*\)\s*\{\s*\})\s*\)"
)


def finish(file: File) -> Iterator[Row]:
    """One row per catch clause, one per promise whose error is handed to a function that does nothing."""
    for clause in nodes("catch_clause", _CATCH, file):
        yield _caught(clause, file)
    yield from _ignored(file)


def _caught(node: Node, file: File) -> Row:
    body = node.child_by_field_name("body")
    inside = body.named_children if body is not None else []
    statements = [child for child in inside if child.type != "comment" and text(child) not in ("return;", "return")]
    handling = "some" if statements else "explained" if len(inside) > len(statements) and _says_why(inside) else "none"
    return CaughtError(via="catch clause", handling=handling, is_test=file.is_test, line=line(node))


def _says_why(inside: list[Node]) -> bool:
    return any(child.type == "comment" and re.search(r"[^\W\d_]{3}", text(child)) for child in inside)


def _ignored(file: File) -> Iterator[Row]:
    """Promises whose error is handed to a function that does nothing."""
    for match in _PROMISE.finditer(file.data):
        node = file.root.descendant_for_byte_range(match.start(), match.end())
        if node is not None and node.type == "call_expression" and arguments(node):
            at = node.child_by_field_name("arguments") or node
            yield CaughtError(via="promise", handling="none", is_test=file.is_test, line=line(at))
