"""What a source file is: lines, code lines, test or generated code, places the grammar could not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.syntax import source_file
from assay.tables.component import SourceFile

from .syntax import File

FILLS = (SourceFile,)
NODES = ("ERROR",)
_ONLY_COMMENT = re.compile(rb"^[ \t]*(//|\*|/\*)")


def visit(node: Node, file: File) -> Iterator[Row]:  # noqa: ARG001
    """Count only."""
    file.memo["errors"] = file.memo.get("errors", 0) + 1
    return iter(())


def finish(file: File) -> Iterator[Row]:
    """The one row of the file."""
    language = "javascript" if file.language == "javascript" else "typescript"
    yield source_file(file, language, _ONLY_COMMENT)
