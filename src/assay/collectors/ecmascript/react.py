"""React: uses of error boundaries, and components that are loaded on demand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from tree_sitter import Node

from assay.model import Conventions, Row
from assay.model.expressions import expression
from assay.tables.component import ErrorBoundary, LazyLoad

from .boundaries import FALLBACK, LOGGER
from .syntax import File, calls_by, line, nodes, text

FILLS = (ErrorBoundary, LazyLoad)
HINTS = (b"lazy", b"loadable", b"Boundary")
TESTS = False
_LAZY = {b"lazy": "React.lazy", b"React.lazy": "React.lazy", b"loadable": "loadable"}
_LOADER = expression(rb"\b(?:lazy|loadable)\b")
#: Others have a `lazy` too (yup's schemas): the bare name counts only where it comes from React.
_FROM_REACT = expression(rb"""\{[^}]*\blazy\b[^}]*\}\s*from\s*['"]react['"]""")
_IMPORTED = expression(rb"""\bimport\(\s*(?:/\*.*?\*/\s*)*['"`]([^'"`$]{1,300})['"`]""", re.DOTALL)
_NOTHING = expression(r"\{\s*(null|undefined|false|<>\s*</>)\s*\}|\"\"|''")


def house(conventions: Conventions) -> Iterable[bytes]:
    """The house's own boundaries."""
    return conventions.words("error_boundaries")


def finish(file: File) -> Iterator[Row]:
    """One row per boundary used in JSX and per component made lazy."""
    for call in calls_by(_LOADER, file):
        yield from _lazy(call, file)
    known = file.conventions.strings("error_boundaries")
    for kind in ("jsx_opening_element", "jsx_self_closing_element"):
        for node in nodes(kind, _element(known), file):
            name = text(node.child_by_field_name("name"))
            if name.endswith("ErrorBoundary") or name in known:
                row, has_children = _boundary(name, node)
                # `errorElement={<ErrorBoundary />}` of a router holds nothing: it is what is shown, and guards nothing.
                if has_children or kind == "jsx_opening_element":
                    yield row


@cache
def _element(known: tuple[str, ...]) -> re.Pattern[bytes]:
    names = b"|".join((rb"[\w$.\x80-\xff]*ErrorBoundary", *(re.escape(name.encode()) for name in known)))
    return re.compile(rb"<\s*(?:%b)" % names)


def _lazy(node: Node, file: File) -> Iterator[Row]:
    callee = node.child_by_field_name("function")
    name = (callee.text or b"") if callee is not None else b""
    via = _LAZY.get(name)
    if via is not None and (name != b"lazy" or _FROM_REACT.search(file.data)):
        match = _IMPORTED.search(node.text or b"")
        yield LazyLoad(specifier=match[1].decode("utf-8", "replace") if match else None, via=via, line=line(node))


def _boundary(name: str, node: Node) -> tuple[Row, bool]:
    """(row, may hold children by a prop)."""
    given: set[str] = set()
    spread = False
    for child in node.named_children:
        if child.type == "jsx_attribute":
            name_and_value = [text(part) for part in child.named_children]
            if len(name_and_value) < 2 or not _NOTHING.fullmatch(name_and_value[1]):
                given.add(name_and_value[0])
        elif child.type == "jsx_expression":
            spread = True
    row = ErrorBoundary(
        component=name,
        has_fallback=True if given & FALLBACK else None if spread else False,
        has_logger=True if given & LOGGER else None if spread else False,
        line=line(node),
    )
    return row, spread or "children" in given
