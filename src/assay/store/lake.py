"""The lake on disk: where files lie, how rows are appended, how a run is opened for reading.

<lake>/catalog.db                      the catalog, with the texts of the standards and metrics that judged
<lake>/rows/<table>/<run>.parquet      rows, never changed once they stand there; <name>.compact.parquet of many runs
<lake>/key                             the key of fingerprints, readable by the owner only
<lake>/tmp/<run>/                      what a run is still writing; nobody else looks there
"""

from __future__ import annotations

import glob
import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assay.model import AssayError, Column, Row, columns

from .catalog import Catalog, Sight, Text
from .records import Part, Run, Score

if TYPE_CHECKING:
    import duckdb

#: What a failed write leaves behind is swept away when it is older than this.
_STALE_SECONDS = 3600
#: What the system says when there is no room or right to write, inside a message of DuckDB.
_NO_WRITING = (
    "No space left",
    "File too large",
    "Permission denied",
    "Read-only file system",
    "quota",
)
#: Column of the run that wrote a row.
WRITTEN_BY = "written_by"
#: How rows are written: who writes holds a group of rows in memory, several times over.
WRITTEN_AS = "format parquet, compression zstd, row_group_size 20480"
#: Columns of a compacted file: the first and the last run that wrote the row, and which of several alike it is.
SPAN = ("_first", "_last", "_copy")
SOURCE_KEY = Column("source_key", "VARCHAR", "key of the source that the row was read from")


class Stored(NamedTuple):
    """Rows on disk: the file, the run that wrote them, and whether other runs' rows stand there, too."""

    path: Path
    writer: str
    compacted: bool = False


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
        run = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"
        with self._written():
            self._sweep()
            self.draft(run).mkdir()
        return run

    @contextmanager
    def writing(self) -> Iterator[str]:
        """A new run. Whatever ends the block early, its drafts and its files that no catalog knows go with it.

        Errors: AssayError when the lake cannot be written, as on a full disk.
        """
        run = self.new_run()
        try:
            with self._written():
                yield run
        except BaseException:
            self._forget(run)
            raise

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _unwritable(error.strerror or str(error), self.root) from error
        except AssayError:
            raise
        except Exception as error:
            from . import duckdb

            if not isinstance(error, duckdb.Error):
                raise
            why = str(error).split("\n")[0]
            if any(words in why for words in _NO_WRITING):
                raise _unwritable(why, self.root) from error
            raise unreadable(error, self.root) from error

    def draft(self, run: str) -> Path:
        """The directory in which a run writes before it is committed."""
        return self.root / "tmp" / run

    def append(self, db: duckdb.DuckDBPyConnection, run: str, table: str, query: str) -> Part | None:
        """Write the rows of a query as the run's file of a table; None when there are none."""
        draft = self.draft(run) / f"{table}.parquet"
        count = db.execute(f"copy ({query}) to '{quoted(draft)}' ({WRITTEN_AS})").fetchone()
        if not count or not count[0]:
            return None
        final = self.root / "rows" / table / f"{run}.parquet"
        final.parent.mkdir(exist_ok=True)
        draft.replace(final)
        return Part(table, str(final.relative_to(self.root)), final.stat().st_size)

    def commit(
        self,
        run: Run,
        parts: Iterable[Part],
        scores: Iterable[Score] = (),
        sight: Sight | None = None,
        texts: Iterable[Text] = (),
    ) -> Run:
        """Make the run visible, then forget its drafts; as `Catalog.add`."""
        run = self.catalog.add(run, parts, scores, sight, texts)
        shutil.rmtree(self.draft(run.id), ignore_errors=True)
        return run

    def stored(self, part: Part) -> Stored:
        """Where the rows of a part lie."""
        return Stored(self.root / part.file, part.writer, bool(part.member))

    def files(self, run: str) -> dict[str, list[Stored]]:
        """Where the rows of a run lie, by table. Errors: AssayError when a file is missing or cut short."""
        found: dict[str, list[Stored]] = {}
        for part in self.catalog.parts(run):
            path = self.root / part.file
            if not path.exists() or path.stat().st_size != part.bytes:
                remedy = "Restore the file, or move the lake directory away and run assay check again."
                raise AssayError("a file of the lake is missing or damaged", where=str(path), remedy=remedy)
            found.setdefault(part.table, []).append(self.stored(part))
        return found

    def is_whole(self, run: str) -> bool:
        """Whether all rows of a run are there, so that another one may take them for its own."""
        try:
            found = self.catalog.run(run)
            return found is not None and not found.expired and bool(self.files(run))
        except AssayError:
            return False

    @contextmanager
    def maintaining(self) -> Iterator[None]:
        """Let nobody else maintain the lake. Errors: AssayError when somebody does just now.

        The lock is one of SQLite on a file of its own: it is let go of whenever and however the process ends.
        """
        with closing(sqlite3.connect(self.root / "maintaining", timeout=0)) as lock:
            try:
                lock.execute("begin exclusive")
            except sqlite3.OperationalError as error:
                remedy = "Wait until it is done, and try again."
                raise AssayError("is being maintained by somebody else", where=str(self.root), remedy=remedy) from error
            with self._written():
                self._sweep()
                yield

    def _sweep(self) -> None:
        for left in (self.root / "tmp").iterdir():
            with suppress(FileNotFoundError):  # somebody else sweeps, too
                if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                    self._forget(left.name)
        self.catalog.forget_replaced(
            time.time() - _STALE_SECONDS, lambda file: (self.root / file).unlink(missing_ok=True)
        )

    def _forget(self, run: str) -> None:
        """Remove a run's drafts and, if it was never committed, its files."""
        with suppress(AssayError, OSError):  # without the catalog nobody knows what may go
            if not self.catalog.parts(run):
                for orphan in self.root.glob(f"rows/*/{glob.escape(run)}.parquet"):
                    orphan.unlink(missing_ok=True)
        left = self.draft(run)
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def _unwritable(why: str, where: Path) -> AssayError:
    remedy = "Make room, or name another directory with --lake."
    return AssayError(f"the lake cannot be written: {why}", where=str(where), remedy=remedy)


def unreadable(error: Exception, where: Path) -> AssayError:
    """What DuckDB could not read, told as a damaged lake."""
    why = str(error).split("\n")[0]
    remedy = "Move the lake directory away; the next check reads everything again."
    return AssayError(f"the lake cannot be read: {why}", where=str(where), remedy=remedy)


def read_parquet(
    files: Sequence[Stored], table_columns: Iterable[Column], *, told: bool = False, present: str = ""
) -> str:
    """SQL that reads the files as one relation with at least these columns, null where an older assay had none.

    If `told`, the column `written_by` tells the run that wrote each row. What the `present` run wrote has all columns.
    """
    relations = [_compacted(stored, told) for stored in files if stored.compacted]
    whole = [stored for stored in files if not stored.compacted]
    listed = ", ".join(f"'{quoted(stored.path)}'" for stored in whole)
    if len(whole) == 1:
        # Most runs wrote one file of each table; opening it as such is twice as fast.
        named = f", '{whole[0].writer}' as {WRITTEN_BY}" if told else ""
        relations.append(f"select *{named} from read_parquet({listed})")
    elif whole and told:
        named = f"select * exclude (filename), parse_filename(filename, true) as {WRITTEN_BY}"
        relations.append(f"{named} from read_parquet([{listed}], union_by_name = true, filename = true)")
    elif whole:
        relations.append(f"select * from read_parquet([{listed}], union_by_name = true)")
    if any(stored.writer != present for stored in files):
        relations.append(f"select * from {empty(table_columns)}")
    return f"({' union all by name '.join(relations)})"


def _compacted(stored: Stored, told: bool) -> str:
    """The rows that one run wrote to a file in which each row stands once for all the runs that wrote it."""
    named = f", '{stored.writer}' as {WRITTEN_BY}" if told else ""
    rows = f"select * exclude ({', '.join(SPAN)}){named} from read_parquet('{quoted(stored.path)}')"
    return f"{rows} where {SPAN[0]} <= '{stored.writer}' and '{stored.writer}' <= {SPAN[1]}"


def read_rows(table: type[Row], files: Sequence[Path]) -> str:
    """SQL that reads newline-delimited JSON drafts of a table, typed, with the key of their source."""
    listed = ", ".join(f"'{quoted(file)}'" for file in files)
    types = ", ".join(f"'{column.name}': '{column.sql_type}'" for column in (SOURCE_KEY, *columns(table)))
    return f"read_json([{listed}], format = 'newline_delimited', columns = {{{types}}}, maximum_object_size = 67108864)"


def empty(table_columns: Iterable[Column]) -> str:
    """SQL of a relation with these columns and no rows."""
    typed = ", ".join(f'cast(null as {column.sql_type}) as "{column.name}"' for column in table_columns)
    return f"(select {typed} where false)"


def definition(table_columns: Iterable[Column]) -> str:
    """SQL of these columns as a new table states them."""
    stated = ", ".join(f'"{column.name}" {column.sql_type}' for column in table_columns)
    return f"({stated})"


def as_mapping(cursor: duckdb.DuckDBPyConnection) -> list[Mapping[str, object]]:
    """The rows of an executed query as dicts."""
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def quoted(path: Path) -> str:
    """A path inside quotation marks of SQL."""
    return str(path).replace("'", "''")
