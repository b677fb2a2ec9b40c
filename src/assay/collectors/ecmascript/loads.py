"""Imports by a call: dynamic ones, and by require."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.component import LazyLoad, ModuleImport

from .syntax import File, calls_by, line, literal

FILLS = (ModuleImport, LazyLoad)
HINTS = (b"require", b"importActual", b"import.meta.resolve")
FORMS = (rb"import\s*\(",)
_REQUIRE = (b"require", b"jest.requireActual", b"vi.importActual")
#: They name a module without running it.
_RESOLVE = (b"require.resolve", b"import.meta.resolve")
_NAMED = expression(rb"\b(?:require|requireActual|importActual|import\.meta\.resolve)\b|\bimport(?=\s*\()")
_TYPE_PLACES = ("type_annotation", "type_query", "type_arguments", "type_alias_declaration", "constraint")


def finish(file: File) -> Iterator[Row]:
    """One row per call that names a module."""
    for call in calls_by(_NAMED, file):
        yield from _call(call, file)


def _call(node: Node, file: File) -> Iterator[Row]:
    callee = node.child_by_field_name("function")
    if callee is None:
        return
    if callee.type == "import":
        kind = "type" if _is_type(node) else "dynamic"
        if kind == "dynamic":
            yield LazyLoad(specifier=_argument(node), via="import()", line=line(node))
    elif callee.text in _REQUIRE:
        kind = "require"
    elif callee.text in _RESOLVE:
        kind = "resolve"
    else:
        return
    specifier = _argument(node)
    if specifier is not None:
        yield ModuleImport(specifier=specifier, kind=kind, names="*", is_test=file.is_test, line=line(node))


def _is_type(call: Node) -> bool:
    """`let a: import('./a').A`, `typeof import('./a')`: nothing is loaded."""
    outer = call.parent
    while outer is not None and outer.type in ("member_expression", "nested_type_identifier"):
        outer = outer.parent
    return outer is not None and (outer.type.endswith("_type") or outer.type in _TYPE_PLACES)


def _argument(node: Node) -> str | None:
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else ()
    return literal(next((child for child in given if child.type != "comment"), None))
