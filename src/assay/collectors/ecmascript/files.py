"""What a source file is: lines, code lines, test or generated code, places the grammar could not read."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.syntax import errors, source_file
from assay.tables.component import SourceFile

from .syntax import File

FILLS = (SourceFile,)
_COMMENTS = (b"//", b"/*", b"*")


def finish(file: File) -> Iterator[Row]:
    """The one row of the file."""
    language = "javascript" if file.language == "javascript" else "typescript"
    unread = [error for error in errors(file.root) if not _is_understood(error)]
    yield source_file(
        file,
        language,
        _COMMENTS,
        typed=language == "typescript",
        unread=len(unread),
        first_unread=unread[0] if unread else None,
    )


def _is_understood(error: Node) -> bool:
    """Valid code that the grammar lacks and that takes nothing from the rows.

    `export type *`, `import defer`, `in` and `out` of type parameters, a lone `&` in the text of an element.
    """
    around = error.parent.type if error.parent is not None else ""
    if around in ("export_statement", "import_statement"):
        return error.text in (b"type", b"defer")
    return around == "type_parameters" or (around == "jsx_element" and (error.text or b"").startswith(b"&"))
