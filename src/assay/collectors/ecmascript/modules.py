"""Imports, static form only so far."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.tables.component import ModuleImport

from .syntax import File, line, literal

FILLS = (ModuleImport,)
NODES = ("import_statement",)


def visit(node: Node, file: File) -> Iterator[Row]:
    specifier = literal(node.child_by_field_name("source"))
    if specifier is not None:
        yield ModuleImport(specifier=specifier, kind="static", names=None, is_test=file.is_test, line=line(node))
