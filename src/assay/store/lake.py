"""The lake on disk: where files lie, how rows are appended, how a run is opened for reading.

<lake>/catalog.db                      the catalog
<lake>/rows/<table>/<run>.parquet      rows, never changed once they stand there
<lake>/key                             the key of fingerprints, readable by the owner only
<lake>/tmp/<run>/                      what a run is still writing; nobody else looks there
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assay.model import AssayError, Column, Row, columns

from .catalog import Catalog, Part, Run

if TYPE_CHECKING:
    import duckdb

#: What a failed write leaves behind is swept away when it is older than this.
_STALE_SECONDS = 3600
SOURCE_KEY = Column("source_key", "VARCHAR", "key of the source that the row was read from")


class Lake:
    """One lake directory. Errors: AssayError when it cannot be made or written."""

    def __init__(self, root: Path) -> None:
        self.root = root
        try:
            (root / "rows").mkdir(parents=True, exist_ok=True)
            (root / "tmp").mkdir(exist_ok=True)
            ignore = root / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n")
        except OSError as error:
            remedy = "Name a writable directory with --lake."
            raise AssayError(f"the lake cannot be made: {error.strerror}", where=str(root), remedy=remedy) from error
        self.catalog = Catalog(root / "catalog.db")

    def fingerprint_key(self) -> bytes:
        """The key of this lake's fingerprints; made at first use, the same for everybody who uses the lake."""
        path = self.root / "key"
        if not path.exists():
            draft = self.root / "tmp" / f"key-{secrets.token_hex(8)}"
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(32))
            try:
                os.link(draft, path)  # whoever links first wins; the others read that key
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_bytes()

    def new_run(self) -> str:
        """A run id that sorts by time, and its directory under tmp/."""
        self._sweep()
        run = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"
        self.draft(run).mkdir()
        return run

    def draft(self, run: str) -> Path:
        """The directory in which a run writes before it is committed."""
        return self.root / "tmp" / run

    def append(self, db: duckdb.DuckDBPyConnection, run: str, table: str, query: str) -> Part | None:
        """Write the rows of a query as the run's file of a table; None when there are none."""
        draft = self.draft(run) / f"{table}.parquet"
        count = db.execute(f"copy ({query}) to '{_quoted(draft)}' (format parquet, compression zstd)").fetchone()
        if not count or not count[0]:
            return None
        final = self.root / "rows" / table / f"{run}.parquet"
        final.parent.mkdir(exist_ok=True)
        draft.replace(final)
        return Part(table, str(final.relative_to(self.root)), final.stat().st_size)

    def commit(self, run: Run, parts: Iterable[Part]) -> None:
        """Make the run visible, then forget its drafts."""
        self.catalog.add(run, parts)
        shutil.rmtree(self.draft(run.id), ignore_errors=True)

    def files(self, run: str) -> dict[str, list[Path]]:
        """The Parquet files of a run by table. Errors: AssayError when one is missing or cut short."""
        found: dict[str, list[Path]] = {}
        for part in self.catalog.parts(run):
            path = self.root / part.file
            if not path.exists() or path.stat().st_size != part.bytes:
                remedy = "Restore the file, or move the lake directory away and run assay check again."
                raise AssayError("a file of the lake is missing or damaged", where=str(path), remedy=remedy)
            found.setdefault(part.table, []).append(path)
        return found

    def _sweep(self) -> None:
        for left in (self.root / "tmp").iterdir():
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def read_parquet(files: Sequence[Path]) -> str:
    """SQL that reads the files as one relation, whatever columns came later."""
    listed = ", ".join(f"'{_quoted(file)}'" for file in files)
    return f"read_parquet([{listed}], union_by_name = true)"


def read_rows(table: type[Row], files: Sequence[Path]) -> str:
    """SQL that reads newline-delimited JSON drafts of a table, typed, with the key of their source."""
    listed = ", ".join(f"'{_quoted(file)}'" for file in files)
    types = ", ".join(f"'{column.name}': '{column.sql_type}'" for column in (SOURCE_KEY, *columns(table)))
    return f"read_json([{listed}], format = 'newline_delimited', columns = {{{types}}}, maximum_object_size = 67108864)"


def empty(table_columns: Iterable[Column]) -> str:
    """SQL of a relation with these columns and no rows."""
    typed = ", ".join(f'cast(null as {column.sql_type}) as "{column.name}"' for column in table_columns)
    return f"(select {typed} where false)"


def as_mapping(cursor: duckdb.DuckDBPyConnection) -> list[Mapping[str, object]]:
    """The rows of an executed query as dicts."""
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
