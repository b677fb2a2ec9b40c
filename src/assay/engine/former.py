"""The rows of the run before against those of this one: whether a table says the same although its sources changed.

In: the files of both runs, which the same code made of a target with the same units. Out: yes; no where rows differ, or
where it cannot be told, because a file is gone, damaged or large. Of collected tables only the rows of changed sources
are looked at: those that were, and those that are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from assay.model import Row, all_columns, columns
from assay.store.lake import Stored, quoted
from assay.tables import all_tables

from .evidence import Evidence
from .filling import derived_tables

if TYPE_CHECKING:
    import duckdb

#: To compare larger files takes longer than most queries over them.
_MOST_BYTES = 8_000_000
#: Tables of the sources whose rows were taken before and are not now, and the other way round.
_GONE, _COME = "collection__gone", "collection__come"
_CHANGED = """
create table {name} as select source_key, run, path, origin, environment from {these}
where outcome = 'read' and source_key not in (select source_key from {others} where outcome = 'read')
"""


class Former:
    """The run before; `files` are all of its files, `fresh` those of what this run read anew, both by table."""

    def __init__(
        self, evidence: Evidence, files: Mapping[str, Sequence[Stored]], fresh: Mapping[str, Sequence[Stored]]
    ) -> None:
        self._evidence = evidence
        self._files = files
        self._fresh = fresh
        self._looking = Lock()
        self._writers: set[str] | None = None

    def is_same(self, table: str) -> bool:
        """Whether a table has the rows that it had, in whatever order, as standards see them.

        A derived one has to stand in the database.
        """
        from assay.store import duckdb

        was, fresh = self._files.get(table, ()), self._fresh.get(table, ())
        # What was compacted since is looked at no more.
        if "collection" not in self._files or any(stored.compacted for stored in (*self._files["collection"], *was)):
            return False
        try:
            if sum(stored.path.stat().st_size for stored in (*was, *fresh)) > _MOST_BYTES:
                return False
            with self._evidence.db.cursor() as db:
                if table in derived_tables():
                    return self._is_derived_alike(db, table, was)
                return self._is_collected_alike(db, all_tables()[table], was, fresh)
        except (OSError, duckdb.Error):
            return False

    def _is_derived_alike(self, db: duckdb.DuckDBPyConnection, table: str, was: Sequence[Stored]) -> bool:
        listed = ", ".join(f'"{column.name}"' for column in all_columns(all_tables()[table]))
        before = " union all ".join(f"select {listed} from {_parquet(stored)}" for stored in was)
        return _sum(db, before) == _sum(db, f'select {listed} from "{table}"')

    def _is_collected_alike(
        self, db: duckdb.DuckDBPyConnection, row: type[Row], was: Sequence[Stored], fresh: Sequence[Stored]
    ) -> bool:
        """The unit of a row follows from its path, so that it need not be compared."""
        writers = self._writers_of_gone(db)
        own = [column.name for column in columns(row)]
        of_source = [f"c.{name}" for name in ("path", "origin", "environment") if name not in own]
        seen = ", ".join((*(f'r."{name}"' for name in own), *of_source))
        before = _of_sources(seen, [stored for stored in was if stored.writer in writers], _GONE)
        now = _of_sources(seen, fresh, _COME)
        if before and now:
            return _sum(db, before) == _sum(db, now)
        # No rows before or now: most edits are of files that say nothing to most tables.
        return not before + now or db.execute(f"select 1 from ({before + now}) limit 1").fetchone() is None

    def _writers_of_gone(self, db: duckdb.DuckDBPyConnection) -> set[str]:
        """The runs whose rows of sources were taken before and are not now; states which sources changed."""
        with self._looking:
            if self._writers is None:
                (was,) = map(_parquet, self._files["collection"])
                db.execute(_CHANGED.format(name=_GONE, these=was, others="collection"))
                db.execute(_CHANGED.format(name=_COME, these="collection", others=was))
                self._writers = {run for (run,) in db.execute(f"select distinct run from {_GONE}").fetchall()}
        return self._writers


def _of_sources(seen: str, files: Sequence[Stored], sources: str) -> str:
    """SQL of the rows of some sources, without those that a run wrote whose rows are not taken any more."""
    return " union all ".join(
        f"select {seen} from {_parquet(stored)} r join {sources} c "
        f"on c.source_key = r.source_key and c.run = '{stored.writer}'"
        for stored in files
    )


def _parquet(stored: Stored) -> str:
    return f"read_parquet('{quoted(stored.path)}')"


def _sum(db: duckdb.DuckDBPyConnection, rows: str) -> tuple[object, ...] | None:
    """What rows come to, in whatever order they stand; a sum tells how often each stands there, too."""
    return db.execute(f"select count(*), sum(hash(t)::hugeint), bit_xor(hash(t)) from ({rows}) t").fetchone()
