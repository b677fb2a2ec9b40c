"""A target in memory for one family of fixes: files, and rows of evidence tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from assay.engine.evidence import load_rows, open_database
from assay.fixes.fix import Edit
from assay.model import all_columns
from assay.reviews.mending import patched
from assay.tables import all_tables


class Found(NamedTuple):
    """A finding as a family is told of it."""

    standard: str
    integration: str
    subject: str
    reason: str | None
    path: str | None
    line: int | None


class Memory:
    """Files and rows; a table without rows is there, and empty."""

    def __init__(self, draft: Path, files: Mapping[str, str], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self.files = {path: text.encode("utf-8", "surrogateescape") for path, text in files.items()}
        self.paths = tuple(sorted(self.files))
        self._draft, self._rows = draft, rows
        self._db = open_database()
        self._made: set[str] = set()

    def data(self, path: str) -> bytes:
        return self.files.get(path, b"")

    def rows(self, query: str, **given: Any) -> list[tuple[Any, ...]]:
        for table in self._db.get_table_names(query.replace("$", "")) - self._made:
            load_rows(self._db, table, all_columns(all_tables()[table]), self._rows.get(table, ()), self._draft)
            self._made.add(table)
        return self._db.execute(query, given).fetchall() if given else self._db.execute(query).fetchall()

    def limit(self, standard: str, name: str) -> int:
        return 1


@pytest.fixture
def mended(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """What a family makes of files: path -> new text, of those that it changes."""

    def mend(
        family: ModuleType, files: Mapping[str, str], path: str, subject: str, line: int | None = None, **rows: Any
    ) -> dict[str, str]:
        target = Memory(tmp_path, files, rows)
        finding = Found(family.FIX.standards[0], "unit", subject, None, path, line)
        edits: dict[str, list[Edit]] = {}
        for edit in family.mend(finding, target.data(path), target):
            edits.setdefault(edit.path, []).append(edit)
        changed = {place: patched(target.data(place), found) for place, found in edits.items()}
        return {
            place: data.decode("utf-8", "surrogateescape")
            for place, data in changed.items()
            if data != target.data(place)
        }

    return mend
