"""The evidence of one run as tables in an embedded DuckDB: what standards, metrics and users query."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from threading import Lock, Thread, current_thread
from typing import TYPE_CHECKING

import msgspec

from assay.model import Column, Row, all_columns, columns
from assay.model.paths import owners_of
from assay.store.lake import SOURCE_KEY, WRITTEN_BY, Stored, definition, quoted, read_parquet, read_rows
from assay.tables import all_tables

from .filling import derived_tables

if TYPE_CHECKING:
    import duckdb

REFERENCE = Path(__file__).resolve().parent.parent / "tables" / "reference"

#: The record of what was read, itself a table that standards may ask.
COLLECTION = (
    SOURCE_KEY,
    Column("collector", "VARCHAR", "name of the collector"),
    Column("tool", "VARCHAR", "tool or format it reads"),
    Column("path", "VARCHAR", "source, relative to the target"),
    Column("integration", "VARCHAR", "unit that owns the source"),
    Column("origin", "VARCHAR", "how its rows were observed"),
    Column("environment", "VARCHAR", "environment they were observed in"),
    Column("outcome", "VARCHAR", "read, absent or failed"),
    Column("error", "VARCHAR", "why it failed"),
    Column("rows", "BIGINT", "rows it gave"),
    Column("run", "VARCHAR", "run that read it, whose files hold its rows"),
    Column("digest", "VARCHAR", "hash of the bytes, as git names them (SHA-1); null where they could not be read"),
)


#: Tables are small and queries many: planning takes longer than what these find out would save.
_NOT_WORTH_IT = (
    "join_order,statistics_propagation,column_lifetime,compressed_materialization,cte_inlining,"
    "join_filter_pushdown,common_subplan,cte_filter_pusher,duplicate_groups,expression_rewriter,common_subexpressions"
)


def open_database(spill: Path | None = None, *, alone: bool = False) -> duckdb.DuckDBPyConnection:
    """An empty in-memory DuckDB that reaches no network and installs nothing.

    What has no room in memory goes to the directory `spill`; where none is named, there has to be room. One that is
    left `alone` has no threads beside those that ask it: where tables are small, handing work over costs more than it.
    """
    from assay.store import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "disabled_optimizers": _NOT_WORTH_IT,
        "temp_directory": str(spill or ""),
    }
    if spill is not None:
        config["memory_limit"] = f"{_memory()}B"
    if alone:
        config["threads"] = "1"
    return duckdb.connect(":memory:", config=config)


def _memory() -> int:
    """So much of the machine's memory may be used, in bytes."""
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return _MOST_MEMORY
    return min(_MOST_MEMORY, there * 6 // 10)


_SOURCES = "collection__read"
#: Files of so many bytes (a million rows and more) are read anew by each query, and only the columns that it needs.
_LARGE = 32_000_000
#: So many bytes of tables are worth being put away.
_MUCH = 150_000_000
_MOST_MEMORY = 2_500_000_000
#: Statements are small, and DuckDB lets go of Python's lock while it works.
SIDE_BY_SIDE = 2


class Evidence:
    """Tables over the files of a run, the `run` that writes them if it does so now; made when they are first needed."""

    def __init__(self, db: duckdb.DuckDBPyConnection, files: Mapping[str, Sequence[Stored]], run: str = "") -> None:
        self.db = db
        #: Whether memory comes before time: there is much.
        self.is_sparing = False
        self._run = run
        self._files = dict(files)
        self._made: set[str] = set()
        self._made_empty: set[str] = set()
        self._has_sources = False
        self._making: dict[str, Lock] = {}
        self._large: set[str] = set()
        self._units: dict[str, str] | None = None
        self._deriving: Thread | None = None
        self._trouble: BaseException | None = None

    def set_collections(self, rows: Iterable[Mapping[str, object]], draft: Path) -> None:
        """State what was read; rows hold the columns of COLLECTION."""
        load_rows(self.db, "collection", COLLECTION, rows, draft)
        self.state_made("collection")

    def set_units(self, units: Mapping[str, str]) -> None:
        """State which directory belongs to which unit (path -> name); tables made so far are forgotten."""
        self._units = dict(units)
        self._drop(self._made - {"collection", *reference_tables()})
        if "collection" in self._made:
            self._own_collections()

    def make_room(self, *, again: bool = True) -> None:
        """Hold less, where much is held: what stays in memory is compressed, and what can be read `again` is dropped.

        Nobody may be reading that meanwhile.
        """
        (held,) = self.db.execute("select sum(memory_usage_bytes) from duckdb_memory()").fetchone() or (0,)
        if (held or 0) > _MUCH:
            # What is let go of goes back to the system.
            self.db.execute("set allocator_bulk_deallocation_flush_threshold = '1MB'")
            if again:
                self._drop(self._files.keys() & self._made - {"collection", "integration"})
            self.db.execute("checkpoint")

    def _drop(self, tables: Iterable[str]) -> None:
        tables = sorted(tables)
        kinds = {table: "view" if table in self._large else "table" for table in tables}
        drops = (f'drop {kinds[table]} if exists "{table}"; drop table if exists "{table}__owner"' for table in tables)
        self.db.execute("; ".join(("begin", *drops, "commit")))
        self._made -= set(tables)
        self._large -= set(tables)

    def is_large(self, tables: Iterable[str]) -> bool:
        """Whether one of these tables is so large that it stays in its files."""
        return not self._large.isdisjoint(tables)

    def add_files(self, table: str, files: Sequence[Stored]) -> None:
        """A derived table, whose files hold all of its columns."""
        self._files[table] = list(files)

    def state_made(self, table: str) -> None:
        """Say that a table stands in the database already."""
        self._made.add(table)
        self._made_empty.discard(table)
        self._has_sources = self._has_sources and table != "collection"

    def derive(self, compute: Callable[[], None]) -> None:
        """Let `compute` add the derived tables while others are asked already; whoever needs one waits for all.

        Python computes while the database answers, which lets go of Python's lock.
        """

        def run() -> None:
            try:
                compute()
            except BaseException as error:
                self._trouble = error

        self._deriving = Thread(target=run, name="deriving")
        self._deriving.start()

    def is_awaited(self, tables: Iterable[str]) -> bool:
        """Whether one of these tables is derived beside, and stands once all is settled."""
        return self._deriving is not None and bool(set(tables) & derived_tables().keys() - {"integration"})

    def is_empty(self, table: str) -> bool:
        """Whether an evidence table is known to have no rows; of a derived one it is known once all is settled."""
        unread = table in all_tables() and table not in self._files
        return unread and (table not in self._made or table in self._made_empty)

    def wait(self) -> None:
        """Wait until nothing is being derived any more, however it ended: it writes to the lake."""
        if self._deriving is not None:
            self._deriving.join()

    def settle(self) -> None:
        """Wait until all is derived. Errors: what deriving met with."""
        if self._deriving is not None and self._deriving is not current_thread():
            self._deriving.join()
            if self._trouble is not None:
                raise self._trouble

    def require(self, tables: Iterable[str]) -> None:
        """Make these tables; names that are no evidence or reference table are left to the database to refuse."""
        missing = sorted(set(tables) - self._made)
        if self.is_awaited(missing):
            self.settle()
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            list(pool.map(self._make_once, missing))

    def _make_once(self, table: str) -> None:
        with self._making.setdefault(table, Lock()):
            if table not in self._made:
                self._make(table)
                self._made.add(table)

    def _make(self, table: str) -> None:
        row_type = all_tables().get(table)
        if row_type is not None and table not in self._files:
            with self.db.cursor() as db:
                db.execute(f'create table "{table}" {definition(all_columns(row_type))}')
            self._made_empty.add(table)
            return
        if row_type is not None:
            query = self._derived(table, row_type) if table in derived_tables() else self._collected(table, row_type)
        elif reference_file(table).exists():
            query = f"select * from {_read_csv(table)}"
        else:
            return
        kind = "table"
        if self._bytes(table) > _LARGE:
            self._large.add(table)
            kind = "view"
        with self.db.cursor() as db:
            if kind == "view":
                db.execute("reset disabled_optimizers; reset threads")
            db.execute(f'create {kind} "{table}" as {query}')

    def _bytes(self, table: str) -> int:
        return sum(stored.path.stat().st_size for stored in self._files.get(table, ()))

    def _derived(self, table: str, row_type: type[Row]) -> str:
        wanted = all_columns(row_type)
        return f"select {_listed(wanted)} from {read_parquet(self._files[table], wanted, present=self._run)}"

    def _collected(self, table: str, row_type: type[Row]) -> str:
        own = {column.name for column in columns(row_type)}
        files = self._files[table]
        several = len(files) > 1
        found = read_parquet(files, (SOURCE_KEY, *columns(row_type)), told=several, present=self._run)
        rows = f"from {found} r join {self._sources()} c on c.source_key = r.source_key"
        if several:
            # What became again what it was stands in the files of two runs; its rows are those of one.
            rows = f"{rows} and coalesce(c.run, r.{WRITTEN_BY}) = r.{WRITTEN_BY}"
        owner, join = "c.integration", ""
        if "path" in own and self._units is not None:
            self._own_paths(table, rows)
            owner, join = "o.integration", f'left join "{table}__owner" o on o.path = r.path'
        if {"integration", "provider"} <= own and self._units is not None:
            join = f"{join} left join {self._sole_units()} p on p.provider = r.provider"
            owner = f"coalesce(r.integration, p.integration, {owner})"
            own.discard("integration")
        keys = {"integration": owner, "path": "c.path", "origin": "c.origin", "environment": "c.environment"}
        chosen = [
            f'{keys[column.name]} as "{column.name}"'
            if column.name in keys and column.name not in own
            else f'r."{column.name}"'
            for column in all_columns(row_type)
        ]
        return f"select {', '.join(chosen)} {rows} {join}"

    def _sources(self) -> str:
        """The sources that were read and what all of their rows share, for dozens of tables to be joined with."""
        with self._making.setdefault(_SOURCES, Lock()):
            if not self._has_sources:
                with self.db.cursor() as db:
                    db.execute(
                        f"create or replace table {_SOURCES} as select source_key, run, integration, path, origin, "
                        "environment from collection where outcome = 'read'"
                    )
                self._has_sources = True
        return _SOURCES

    def _sole_units(self) -> str:
        """Providers at the other end of one unit alone: what names the provider, and no unit, is that unit's."""
        self._make_once("integration")
        one = "from integration where provider is not null group by provider having count(*) = 1"
        return f"(select provider, min(integration) as integration {one})"

    def _own_collections(self) -> None:
        """State whose the sources are."""
        self._own_paths("collection", "from collection r")
        self.db.execute(
            "create or replace table collection as select r.* replace (o.integration as integration) "
            'from collection r join "collection__owner" o using (path); drop table "collection__owner"'
        )
        self.state_made("collection")

    def _own_paths(self, table: str, rows: str) -> None:
        with self.db.cursor() as db:
            paths = db.execute(f"select distinct r.path {rows}").fetchall()
            owners = owners_of((path for (path,) in paths), self._units or {})
            # Two lists are one statement; a row each would be one statement each, and 200 times slower.
            db.execute(
                f'create table "{table}__owner" as '
                "select unnest($paths::varchar[]) as path, unnest($owners::varchar[]) as integration",
                {"paths": list(owners), "owners": list(owners.values())},
            )


def load_rows(
    db: duckdb.DuckDBPyConnection,
    table: str,
    table_columns: Sequence[Column],
    rows: Iterable[Mapping[str, object] | Row] | bytes,
    draft: Path,
) -> None:
    """Create a table from rows, or from their lines as they are written here.

    Newline-delimited JSON is the fastest way into DuckDB without further libraries.
    """
    encoder = msgspec.json.Encoder()
    lines = rows if isinstance(rows, bytes) else b"".join(encoder.encode(row) + b"\n" for row in rows)
    if not lines:
        db.execute(f'create or replace table "{table}" {definition(table_columns)}')
        return
    file = draft / f"{table}.load.json"
    file.write_bytes(lines)
    types = ", ".join(f"'{column.name}': '{column.sql_type}'" for column in table_columns)
    quoted = str(file).replace("'", "''")
    db.execute(
        f"create or replace table \"{table}\" as select * from read_json('{quoted}', format = 'newline_delimited', "
        f"columns = {{{types}}}, maximum_object_size = 67108864)"
    )
    file.unlink()


def places(units: Iterable[tuple[str, str, str | None]]) -> dict[str, str]:
    """Directory or file -> the unit that owns it, of each unit's (path, name, further paths, one a line)."""
    listed = [([path, *(further or "").splitlines()], name) for path, name, further in units]
    return {path: name for paths, name in listed for path in paths}


def draft_rows(table: type[Row], files: Sequence[Path]) -> str:
    """Query over newline-delimited JSON drafts."""
    return f"select * from {read_rows(table, files)}"


def _listed(table_columns: Iterable[Column]) -> str:
    return ", ".join(f'"{column.name}"' for column in table_columns)


def reference_file(table: str) -> Path:
    """Where a shipped reference table lies."""
    return REFERENCE / f"{table}.csv"


def _read_csv(table: str) -> str:
    """SQL that reads a reference table; to look what a file is like takes longer than to read it."""
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in reference_tables()[table])
    shape = f"header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {{{types}}}"
    return f"read_csv('{quoted(reference_file(table))}', {shape})"


@cache
def reference_tables() -> dict[str, tuple[str, ...]]:
    """Names of the shipped reference tables -> their columns."""
    found = {}
    for file in sorted(REFERENCE.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as handle:
            found[file.stem] = tuple(next(csv.reader(handle)))
    return found
