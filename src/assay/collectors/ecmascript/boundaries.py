"""Error boundaries that the source itself defines: what they show and whether they report, as far as it can be seen.

Source: https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.component import BoundaryDefinition

from .surroundings import ancestors
from .syntax import File, line, text

FILLS = (BoundaryDefinition,)
TESTS = False
HINTS = (b"componentDidCatch", b"getDerivedStateFromError")
FALLBACK = frozenset(("fallback", "FallbackComponent", "fallbackRender", "fallbackComponent", "renderFallback"))
LOGGER = frozenset(("logger", "onError", "onCatch", "beforeCapture", "handleError"))
_CATCHES = expression(rb"\b(componentDidCatch|getDerivedStateFromError)\s*\(")
_WORDS = expression(r"[A-Za-z]\w*")
_CALL = expression(r"([\w$][\w$.?]*)\s*\(")
_SILENT = expression(r"^(super|if|for|while|switch|catch|function|(this\.)?setState|console\.\w+|filter)$")


def finish(file: File) -> Iterator[Row]:
    """One row per class with the methods of a boundary."""
    for node in _classes(file):
        yield _definition(node)


def _classes(file: File) -> Iterator[Node]:
    """The classes in whose text one is called or defined, each once."""
    seen: set[int] = set()
    for match in _CATCHES.finditer(file.data):
        inside = file.root.descendant_for_byte_range(match.start(), match.end())
        for outer in (inside, *ancestors(inside)) if inside is not None else ():
            if outer.type == "class_declaration" and outer.id not in seen:
                seen.add(outer.id)
                yield outer


def _definition(node: Node) -> Row:
    words = set(_WORDS.findall(text(node)))
    caught = next((text(member) for member in _members(node) if _name(member) == "componentDidCatch"), "")
    called = {name for name in _CALL.findall(caught.partition("{")[2]) if not _SILENT.match(name)}
    return BoundaryDefinition(
        component=text(node.child_by_field_name("name")),
        takes_fallback=bool(words & FALLBACK),
        takes_logger=bool(words & LOGGER),
        reports=bool(called),
        line=line(node),
    )


def _members(node: Node) -> list[Node]:
    body = node.child_by_field_name("body")
    return body.named_children if body is not None else []


def _name(member: Node) -> str:
    return text(member.child_by_field_name("name"))
