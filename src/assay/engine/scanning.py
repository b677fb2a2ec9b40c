"""Sources that the database reads itself -> their rows as drafts, without a row passing through Python.

A file is read where it lies; what PostgreSQL says is copied into the run's drafts first. What is kept of a pass has no
sensitive value in it any more.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from assay.masking import mask_text, screening
from assay.model import Pass, Scan, SourceError, table_name
from assay.store.lake import quoted

from .evidence import open_database
from .reading import Read, source_key

if TYPE_CHECKING:
    import duckdb

_PIECE = 4_000_000
#: A query that takes longer is given up.
_MINUTES = 30
_LINES = """
select cast(line as bigint) as line, min(case error_type
    when 'MISSING COLUMNS' then 'has fewer columns than the header names'
    when 'TOO MANY COLUMNS' then 'has more columns than the header names'
    when 'UNQUOTED VALUE' then 'has a quotation mark without its other one'
    when 'LINE SIZE OVER MAXIMUM' then 'is longer than a line can be'
    when 'INVALID ENCODING' then 'is no UTF-8'
    else lower(error_type) end) as reason
from reject_errors group by all
"""
_NO_LINES = "select null::bigint as line, null::varchar as reason where false"


class Scanned(NamedTuple):
    """What came of a scan: how it ended, and of each table the SQL of its rows with the key of their source."""

    read: Read
    drafts: Mapping[str, list[str]]


class _File(NamedTuple):
    digest: str
    lines: int
    size: int
    mtime_ns: int


def scan(module: ModuleType, found: Scan, root: Path, draft: Path, number: int) -> Scanned:
    """Read one source; a broken one is told, and gives no rows."""
    name = module.COLLECTOR.name
    stat = _File("", 0, -1, 0)
    try:
        with _located(found, root, draft / f"scan-{number}.csv") as file:
            stat = _counted(file)
            key = source_key(name, found.path, stat.digest)
            drafts, rows = _kept(module, found, file, stat, draft / f"scan-{number}", key)
            if _counted_again(file) != (stat.size, stat.mtime_ns):
                raise SourceError("changed while it was read", where=found.path, remedy="Check again.")
        size = stat.size if found.database is None else -1
        return Scanned(Read(name, found.path, size, stat.mtime_ns, stat.digest, key, None, rows), drafts)
    except Exception as problem:
        # Whatever a source has the database stumble over is that source's failure, told by name.
        told = problem.what if isinstance(problem, SourceError) else f"cannot be read: {_said(problem)[:300]}"
        return Scanned(Read(name, found.path, -1, stat.mtime_ns, "", "", mask_text(told), 0), {})


def _said(problem: Exception) -> str:
    """What a database says, without what it shows of the row that it stumbled over: that may tell of somebody."""
    from assay.store import duckdb

    first = str(problem).partition("\n")[0]
    # PostgreSQL's states of class 22 are about values, and quote them.
    of_value = isinstance(problem, duckdb.ConversionException) or str(getattr(problem, "sqlstate", "")).startswith("22")
    return re.split("[\"']", first)[0].rstrip(" :") if of_value else first


def _kept(
    module: ModuleType, found: Scan, file: Path, stat: _File, draft: Path, key: str
) -> tuple[dict[str, list[str]], int]:
    drafts: dict[str, list[str]] = {}
    count = 0
    with open_database() as db:
        db.execute("set timezone = 'UTC'")
        screening.teach(db)
        for number, one in enumerate(module.scan(db, str(file), stat.lines, found)):
            kept, lost = (draft.with_name(f"{draft.name}-{number}-{what}.parquet") for what in ("rows", "lost"))
            count += _pass(db, one, kept, lost)
            for row, sql in one.tables.items():
                drafts.setdefault(table_name(row), []).append(_rows(sql, kept, lost, key))
    return drafts, count


def _pass(db: duckdb.DuckDBPyConnection, one: Pass, kept: Path, lost: Path) -> int:
    """Rows and lost lines of one pass, in two files: how many they are."""
    db.execute("drop table if exists reject_errors; drop table if exists reject_scans")
    rows = db.execute(f"copy ({one.rows}) to '{quoted(kept)}' (format parquet, compression lz4)").fetchone()
    known = db.execute("select 1 from duckdb_tables() where table_name = 'reject_errors'").fetchone()
    lines = _LINES if known else _NO_LINES
    more = db.execute(f"copy ({lines}) to '{quoted(lost)}' (format parquet)").fetchone()
    return (rows[0] if rows else 0) + (more[0] if more else 0)


def _rows(sql: str, kept: Path, lost: Path, key: str) -> str:
    return (
        f"with kept as (select * from read_parquet('{quoted(kept)}')), "
        f"lost as (select * from read_parquet('{quoted(lost)}')) select '{key}' as source_key, * from ({sql})"
    )


def _counted(file: Path) -> _File:
    """Hash, as git names the content, and number of lines, blank ones at the end left out."""
    with file.open("rb") as opened:
        stat = os.fstat(opened.fileno())
        digest = hashlib.sha1(b"blob %d\0" % stat.st_size, usedforsecurity=False)
        lines, blank, last = 0, 0, b"\n"
        while piece := opened.read(_PIECE):
            digest.update(piece)
            ended = piece.rstrip(b"\r\n")
            tail = piece[len(ended) :].count(b"\n")
            lines += piece.count(b"\n")
            blank = tail + (blank if not ended else 0)
            last = piece[-1:]
    whole = lines - max(blank - 1, 0) + (last != b"\n")
    return _File(digest.hexdigest(), whole, stat.st_size, stat.st_mtime_ns)


def _counted_again(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns


@contextmanager
def _located(found: Scan, root: Path, spool: Path) -> Iterator[Path]:
    """Where the rows of a source lie: a file of the target, or what a database says, for as long as it is read."""
    if found.database is None:
        file = root / found.path
        if file.is_symlink() or not file.is_file():
            raise SourceError("is no file any more", where=found.path)
        yield file
        return
    try:
        descriptor = os.open(spool, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as copied:
            _copy(found, copied)
        yield spool
    finally:
        spool.unlink(missing_ok=True)


def _copy(found: Scan, into: Any) -> None:
    try:
        import psycopg
        from psycopg import sql
    except ImportError as error:
        what = "PostgreSQL cannot be asked without psycopg: install assay[postgresql]"
        raise SourceError(what, where=found.path) from error
    where = os.environ.get(found.database or "")
    if not where:
        raise SourceError(f"the environment variable {found.database} holds no connection string", where=found.path)
    query = sql.SQL(found.query.strip().rstrip(";"))
    with psycopg.connect(where, connect_timeout=10, options="-c default_transaction_read_only=on") as db:
        db.read_only = True
        db.execute(f"set statement_timeout = '{_MINUTES}min'")
        # A prepared cursor takes one query that is whole: none can end the brackets around it and begin another.
        db.execute(sql.SQL("declare asked cursor for {}").format(query), prepare=True)
        copied = sql.SQL("copy ({}\n) to stdout (format csv, header)").format(query)
        with db.cursor() as cursor, cursor.copy(copied) as copy:
            for piece in copy:
                into.write(piece)
