"""Imports: when the module is loaded, inside a function, and for the type checker only."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.tables.component import ModuleImport

from .syntax import File, line, note, outer, text

FILLS = (ModuleImport,)
NODES = ("import_statement", "import_from_statement")


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per module that a statement names."""
    note(node, file)
    kind = _kind(node)
    names = [text(item.child_by_field_name("name") or item) for item in node.children_by_field_name("name")]
    module = text(node.child_by_field_name("module_name"))
    if module:
        listed = ",".join(names) or "*"
        yield ModuleImport(specifier=module, kind=kind, names=listed, is_test=file.is_test, line=line(node))
        return
    for name in names:
        yield ModuleImport(specifier=name, kind=kind, names="*", is_test=file.is_test, line=line(node))


def _kind(node: Node) -> str:
    if node.parent is not None and node.parent.type == "module":
        return "static"
    for around in outer(node, "function_definition", "if_statement"):
        if around.type == "function_definition":
            return "lazy"
        if text(around.child_by_field_name("condition")) in (
            "TYPE_CHECKING",
            "typing.TYPE_CHECKING",
            "t.TYPE_CHECKING",
        ):
            return "type"
    return "static"
