"""Fingerprints from which duplicate code is found; imports, comments and lines without a word do not count."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.syntax.winnowing import fingerprints
from assay.tables.component import CloneFingerprint

from .syntax import File

FILLS = (CloneFingerprint,)
NODES = ("import_statement",)
TESTS = False
_SKIPPED = expression(rb"[^\w]*$|//|/?\*|export\s*(?:\*|\{[^}]*\})\s*from\b")


def visit(node: Node, file: File) -> Iterator[Row]:
    """Remember which lines are imports."""
    file.memo.setdefault("import lines", set()).update(range(node.start_point[0], node.end_point[0] + 1))
    return iter(())


def finish(file: File) -> Iterator[Row]:
    """The fingerprints of the file."""
    yield from fingerprints(file, _SKIPPED, file.memo.get("import lines", ()))
