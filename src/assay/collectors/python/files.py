"""What a source file is: lines, code lines, test or generated code, places the grammar could not read."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.syntax import errors, source_file
from assay.tables.component import SourceFile

from .signatures import is_typed
from .syntax import File, docstring

FILLS = (SourceFile,)
NODES = ("module", "class_definition", "function_definition")
_ONLY_COMMENT = expression(rb"^[ \t]*#")
_COMMENTS = (b"#",)


def visit(node: Node, file: File) -> Iterator[Row]:
    """Count lines of docstrings: they are prose."""
    if (prose := docstring(node)) is not None:
        inner = file.data[prose.start_byte : prose.end_byte].split(b"\n")
        written = sum(1 for words in inner if words.strip() and not _ONLY_COMMENT.match(words))
        file.memo["prose"] = file.memo.get("prose", 0) + written
    return iter(())


def finish(file: File) -> Iterator[Row]:
    """The one row of the file."""
    prose = file.memo.get("prose", 0)
    unread = sum(1 for _ in errors(file.root))
    yield source_file(file, "python", _COMMENTS, typed=is_typed(file), unread=unread, prose=prose)
