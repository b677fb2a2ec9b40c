"""What a query gave of rows that have not changed since is taken from the run before, and not asked again.

In: the queries of a run, and the content of the tables that they read. Out: their rows, from the cache where the query,
its values and all that it reads are what they were. Most edits change few tables, and asking hundreds of queries is
most of what a run over a small target costs. The cache is never the truth: without it everything is asked.
"""

from __future__ import annotations

import shutil
from collections.abc import Container, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from assay.model.standard import Metric, Standard
from assay.store.lake import quoted

from .evidence import SIDE_BY_SIDE, Evidence
from .reading import digest_of

if TYPE_CHECKING:
    import duckdb

#: Hashing more rows than these takes longer than most queries over them.
_MOST_ROWS = 200_000
#: The tables that queries fill, and the column that names the query.
_FILLED = {"raw_finding": "standard", "raw_measure": "metric"}


class _Known(msgspec.Struct, frozen=True, array_like=True):
    """The run whose files hold the rows, and of each query the hash of all that they depend on."""

    run: str
    answers: dict[str, str]


class Remembered:
    """What the run before was answered, and what this `run` is; `file` names where it is kept, the rows beside it."""

    def __init__(self, file: Path, run: str) -> None:
        self._file = file
        self._run = run
        self._known = _read(file)
        self._contents: dict[str, str | None] = {}
        self._asked: dict[str, str] = {}

    def take(
        self,
        evidence: Evidence,
        units: Sequence[Standard | Metric],
        tables: Mapping[str, set[str]],
        values: Mapping[str, Mapping[str, Any]],
        mixed: bool,
    ) -> set[str]:
        """Ids of the units whose rows now stand in raw_finding or raw_measure.

        `tables` are those that each reads, and stand in the database; `values` those of its parameters; `mixed` tells
        whether what was provoked is hidden from some.
        """
        import duckdb

        self._look(evidence, set().union(*(tables[unit.id] for unit in units)))
        for unit in units:
            contents = [self._contents[table] for table in sorted(tables[unit.id])]
            if None not in contents:
                said = (duckdb.__version__, unit.digest, unit.provoked and mixed, values[unit.id], contents)
                self._asked[unit.id] = digest_of(repr(said))
        same = {unit.id for unit in units if self._asked.get(unit.id, "") == self._known.answers.get(unit.id)}
        return same if same and self._load(evidence, same) else set()

    def keep(self, evidence: Evidence, errors: Container[str], draft: Path) -> None:
        """Keep the rows for the next run; queries that failed are asked again."""
        run, answers = self._run, {name: digest for name, digest in self._asked.items() if name not in errors}
        self._file.parent.mkdir(exist_ok=True)
        for table, named in _FILLED.items():
            kept = draft / f"{table}.kept.parquet"
            ids = ", ".join(f"'{name}'" for name in answers) or "''"
            evidence.db.execute(f"copy (from {table} where {named} in ({ids})) to '{quoted(kept)}' (format parquet)")
            kept.replace(self._rows(table, run))
        written = draft / "answers.msgpack"
        written.write_bytes(msgspec.msgpack.encode(_Known(run, answers)))
        written.replace(self._file)
        for left in self._file.parent.glob(f"{self._file.stem}.*.parquet"):
            if run not in left.name:
                left.unlink(missing_ok=True)

    def lend(self, to: Path) -> None:
        """Let another file know the same."""
        with suppress(OSError):
            for table in _FILLED:
                name = self._rows(table, self._known.run).name.removeprefix(self._file.stem)
                shutil.copyfile(self._rows(table, self._known.run), to.parent / f"{to.stem}{name}")
            shutil.copyfile(self._file, to)

    def _rows(self, table: str, run: str) -> Path:
        return self._file.parent / f"{self._file.stem}.{table}.{run}.parquet"

    def _load(self, evidence: Evidence, same: set[str]) -> bool:
        import duckdb

        listed = ", ".join(f"'{name}'" for name in sorted(same))
        with evidence.db.cursor() as db:
            db.execute("begin")
            try:
                for table, named in _FILLED.items():
                    rows = f"read_parquet('{quoted(self._rows(table, self._known.run))}')"
                    db.execute(f"insert into {table} by name from {rows} where {named} in ({listed})")
            except duckdb.Error:  # gone or damaged
                db.execute("rollback")
                return False
            db.execute("commit")
        return True

    def _look(self, evidence: Evidence, tables: Iterable[str]) -> None:
        """The content of tables as a hash, in whatever order their rows stand; None where there are too many."""
        wanted = sorted(set(tables) - self._contents.keys())

        def content(table: str) -> str | None:
            with evidence.db.cursor() as db:
                return _content(db, table)

        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            self._contents |= dict(zip(wanted, pool.map(content, wanted), strict=True))


def _content(db: duckdb.DuckDBPyConnection, table: str) -> str | None:
    import duckdb

    # A sum tells how often a row stands there, too.
    query = f'select count(*), sum(hash(t)::hugeint), bit_xor(hash(t)) from (from "{table}" limit {_MOST_ROWS + 1}) t'
    try:
        found = db.execute(query).fetchone()
    except duckdb.Error:  # no such table: whoever asks it is told
        return None
    return None if found is None or found[0] > _MOST_ROWS else repr(found)


def _read(file: Path) -> _Known:
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=_Known)
    except (OSError, msgspec.DecodeError):
        return _Known("", {})
