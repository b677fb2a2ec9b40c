"""Imports and re-exports by statements, type-only ones too; `loads` has those by a call."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.tables.component import ModuleImport

from .syntax import File, is_type_only, line, literal, text

FILLS = (ModuleImport,)
NODES = ("import_statement", "export_statement")


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
