"""Modules that are imported by a name given at run time."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.tables.component import LazyLoad, ModuleImport

from .syntax import File, arguments, callee, line, literal, origin

FILLS = (ModuleImport, LazyLoad)
NODES = ("call",)
HINTS = (b"import_module", b"__import__")


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per call; the import too where its module is written out."""
    name = origin(callee(node), file)
    if name not in ("importlib.import_module", "__import__"):
        return
    given, _ = arguments(node)
    module = literal(given[0]) if given else None
    yield LazyLoad(specifier=module, via=name, line=line(node))
    if module:
        yield ModuleImport(specifier=module, kind="dynamic", names="*", is_test=file.is_test, line=line(node))
