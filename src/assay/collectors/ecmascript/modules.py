"""Imports: static, type-only, re-exports, dynamic and by require."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.component import LazyLoad, ModuleImport

from .syntax import File, calls_by, is_type_only, line, literal, text

FILLS = (ModuleImport, LazyLoad)
NODES = ("import_statement", "export_statement")
_REQUIRE = (b"require", b"jest.requireActual", b"vi.importActual")
#: They name a module without running it.
_RESOLVE = (b"require.resolve", b"import.meta.resolve")
_NAMED = expression(rb"\b(?:require|requireActual|importActual|import\.meta\.resolve)\b|\bimport(?=\s*\()")
_TYPE_PLACES = ("type_annotation", "type_query", "type_arguments", "type_alias_declaration", "constraint")


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per import or re-export as written."""
    required = next((child for child in node.named_children if child.type == "import_require_clause"), None)
    specifier = literal((required or node).child_by_field_name("source"))
    if specifier is None:
        return
    is_type = is_type_only(node)
    names: str | None
    if node.type == "export_statement":
        kind, names = ("type" if is_type else "reexport"), _exported(node)
    elif required is not None:
        kind, names = ("type" if is_type else "require"), "*"
    else:
        clause = next((child for child in node.named_children if child.type == "import_clause"), None)
        kind, names = ("type" if is_type or _all_types(clause) else "static"), _imported(clause)
    yield ModuleImport(specifier=specifier, kind=kind, names=names, is_test=file.is_test, line=line(node))


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


def _imported(clause: Node | None) -> str | None:
    if clause is None:
        return None
    names = []
    for child in clause.named_children:
        if child.type == "identifier":
            names.append("default")
        elif child.type == "namespace_import":
            names.append("*")
        else:
            names += [text(item.child_by_field_name("name")) for item in child.named_children]
    return ",".join(name for name in names if name) or None


def _all_types(clause: Node | None) -> bool:
    """`import { type A, type B }`: nothing is left at run time (with isolatedModules the import itself may stay)."""
    named = next((child for child in clause.named_children if child.type == "named_imports"), None) if clause else None
    if clause is None or named is None or len(clause.named_children) > 1 or not named.named_children:
        return False
    return all(any(part.type == "type" for part in item.children) for item in named.named_children)


def _exported(node: Node) -> str:
    clause = next((child for child in node.named_children if child.type == "export_clause"), None)
    if clause is None:
        return "*"
    return ",".join(text(item.child_by_field_name("name")) for item in clause.named_children if item.type != "comment")
