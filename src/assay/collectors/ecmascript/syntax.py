"""What a concern of this package needs: the words that languages share, and those of these languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.syntax import File, line, mentions, text
from assay.syntax.ecmascript import GRAMMARS, SUFFIXES

__all__ = [
    "GRAMMARS",
    "SUFFIXES",
    "File",
    "call_at",
    "calls_by",
    "is_type_only",
    "line",
    "literal",
    "mentions",
    "text",
]

#: What a callee may be a part of.
_CALLEES = frozenset(("call_expression", "member_expression", "non_null_expression", "import"))


def is_type_only(statement: Node) -> bool:
    """`import type …`, `export type …`; the grammar takes the `type` of `export type *` for an error."""
    kinds = [child.type for child in statement.children]
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
