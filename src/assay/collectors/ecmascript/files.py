"""What a source file is: lines, code lines, test or generated code, places the grammar could not read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.tables.component import SourceFile

from .syntax import File

FILLS = (SourceFile,)
NODES = ("ERROR",)
_GENERATED = re.compile(rb"@generated|auto-?generated|do not edit", re.IGNORECASE)
_ONLY_COMMENT = re.compile(rb"^[ \t]*(//|\*|/\*)")


def visit(node: Node, file: File) -> Iterator[Row]:  # noqa: ARG001
    """Count only."""
    file.memo["errors"] = file.memo.get("errors", 0) + 1
    return iter(())


def finish(file: File) -> Iterator[Row]:
    """The one row of the file."""
    lines = file.data.split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    code = sum(1 for text in lines if text.strip() and not _ONLY_COMMENT.match(text))
    yield SourceFile(
        language="typescript" if file.language in ("typescript", "tsx") else "javascript",
        lines=len(lines),
        code_lines=code,
        is_test=file.is_test,
        is_generated=_GENERATED.search(file.data[:500]) is not None,
        digest=hashlib.blake2b(file.data, digest_size=16).hexdigest(),
        parse_errors=file.memo.get("errors", 0),
    )
