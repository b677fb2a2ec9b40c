"""Fingerprints from which duplicate code is found; imports, comments, docstrings and wordless lines do not count."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.syntax.winnowing import fingerprints
from assay.tables.component import CloneFingerprint

from .syntax import File, docstring

FILLS = (CloneFingerprint,)
NODES = ("import_statement", "import_from_statement", "module", "class_definition", "function_definition")
_SKIPPED = expression(rb"[^\w]*$|#")


def visit(node: Node, file: File) -> Iterator[Row]:
    """Remember which lines are imports or docstrings."""
    kept = node if node.type.startswith("import") else docstring(node)
    if kept is not None and not file.is_test:
        file.memo.setdefault("lines left out", set()).update(range(kept.start_point[0], kept.end_point[0] + 1))
    return iter(())


def finish(file: File) -> Iterator[Row]:
    """The fingerprints of the file."""
    yield from fingerprints(file, _SKIPPED, file.memo.get("lines left out", ()))
