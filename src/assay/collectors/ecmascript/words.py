"""The words that stand in a file; those of tests are left out: what a test names, the product need not."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Row
from assay.syntax.words import source_words
from assay.tables.component import SourceWords

from .syntax import File

FILLS = (SourceWords,)


def finish(file: File) -> Iterator[Row]:
    """The one row of the file."""
    if not file.is_test:
        yield source_words(file.data)
