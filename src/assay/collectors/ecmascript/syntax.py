"""What a concern of this package needs: the words that languages share, and those of these languages."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from tree_sitter import Node

from assay.model.expressions import expression
from assay.syntax import File, line, mentions, text
from assay.syntax.concerns import MANY
from assay.syntax.ecmascript import GRAMMARS, SUFFIXES

__all__ = [
    "GRAMMARS",
    "SUFFIXES",
    "File",
    "call_at",
    "calls_by",
    "comments",
    "is_type_only",
    "line",
    "literal",
    "mentions",
    "nodes",
    "text",
]

_COMMENT = expression(rb"/(?=[/*])")
#: What a callee may be a part of.
_CALLEES = frozenset(("call_expression", "member_expression", "non_null_expression", "import"))


def nodes(kind: str, word: re.Pattern[bytes], file: File) -> Iterator[Node]:
    """The nodes of a type that begin with a match of `word`, or are its parents; in a file that has many, all.

    Each once, in the order in which the words stand.
    """
    spans = [match.span() for match in word.finditer(file.data)]
    if len(spans) > MANY:
        yield from (node for node in _walk(file.root) if node.type == kind)
        return
    seen: set[int] = set()
    for start, end in spans:
        node = file.root.descendant_for_byte_range(start, end)
        if node is not None and node.type != kind:
            node = node.parent
        if node is not None and node.type == kind and node.id not in seen:
            seen.add(node.id)
            yield node


def comments(file: File) -> Iterator[Node]:
    """The comments of a file, in document order."""
    return nodes("comment", _COMMENT, file)


def _walk(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def is_type_only(statement: Node, kinds: Container[str]) -> bool:
    """`import type …`, `export type …`, by the types of its children.

    The grammar takes the `type` of `export type *` for an error.
    """
    return "type" in kinds or (
        "ERROR" in kinds and any(child.is_error and child.text == b"type" for child in statement.children)
    )


def literal(node: Node | None) -> str | None:
    """Value of a string literal, or of a template without substitutions; None for anything else."""
    kind = node.type if node is not None else None
    if node is None or kind not in ("string", "template_string"):
        return None
    if kind == "template_string" and any(child.type == "template_substitution" for child in node.named_children):
        return None
    return text(node)[1:-1]


def call_at(parenthesis: int, file: File) -> Node | None:
    """The call or construction whose arguments open at this byte; None when what stands there is none."""
    node = file.root.descendant_for_byte_range(parenthesis, parenthesis + 1)
    while node is not None and node.type in ("(", "arguments"):
        node = node.parent
    return node if node is not None and node.type in ("call_expression", "new_expression") else None


def calls_by(name: re.Pattern[bytes], file: File) -> Iterator[Node]:
    """The calls whose callee holds a match of `name`, also `a.name()`, `name.b()` and `name(1)(2)`, each once."""
    seen: set[int] = set()
    for match in name.finditer(file.data):
        node = file.root.descendant_for_byte_range(match.start(), match.end())
        outer = node.parent if node is not None else None
        while outer is not None and node is not None and outer.type in _CALLEES:
            if outer.type == "call_expression":
                if outer.child_by_field_name("function") != node:
                    break
                if outer.id not in seen:
                    seen.add(outer.id)
                    yield outer
            node, outer = outer, outer.parent
