"""The catalog (SQLite): runs, and the Parquet files each run is made of.

A run is visible when its row is committed, in one transaction with its files; whatever was written before that is an
orphan that nobody reads. Readers take a run's file list in one transaction and so see a whole state.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from assay.model import AssayError

_VERSION = 1
_SCHEMA = """
create table if not exists run (id text primary key, started text not null, target text not null, about text not null);
create table if not exists part (
    run text not null references run(id), "table" text not null, file text not null, bytes integer not null,
    primary key (run, "table", file));
create index if not exists run_by_target on run(target, started);
"""


class Part(NamedTuple):
    """One Parquet file of a run: table, path relative to the lake, size."""

    table: str
    file: str
    bytes: int


class Wider(msgspec.Struct, frozen=True, kw_only=True):
    """What a profile of wider scope would judge beyond the one in force: how many standards more, by which tools."""

    profile: str
    standards: int
    needs: tuple[str, ...]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One dated pass over a target. `prefix` is the target's directory in its git repository, ending in a slash."""

    id: str
    target: str
    started: str
    as_of: str
    version: str
    commit: str | None = None
    branch: str | None = None
    prefix: str = ""
    profiles: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    wider: tuple[Wider, ...] = ()
    selection: str = ""
    seconds: float = 0.0


class Catalog:
    """The catalog of one lake."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._open()) as db:
                version = db.execute("pragma user_version").fetchone()[0]
                if version > _VERSION:
                    raise AssayError("was written by a newer assay", where=str(self._path), remedy="Upgrade assay.")
                if version < _VERSION:
                    db.executescript(f"pragma journal_mode=wal; {_SCHEMA} pragma user_version={_VERSION};")
                with db:
                    yield db
        except sqlite3.OperationalError as error:
            remedy = "Make room, see to it that you may write there, or name another directory with --lake."
            raise AssayError(f"the catalog cannot be used: {error}", where=str(self._path), remedy=remedy) from error
        except sqlite3.DatabaseError as error:
            remedy = "Move the lake directory away; the next run makes a new one."
            raise AssayError(f"the catalog cannot be used: {error}", where=str(self._path), remedy=remedy) from error

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=30)
        try:
            db.execute("pragma user_version").fetchone()
        except sqlite3.OperationalError as error:
            db.close()
            if "unable to open" not in str(error):
                raise
            # Where nobody may write, SQLite cannot make the files that it shares with writers; nor is there any.
            return sqlite3.connect(f"file:{quote(str(self._path))}?mode=ro&immutable=1", uri=True)
        return db

    def add(self, run: Run, parts: Iterable[Part]) -> None:
        """Make a run and its files visible at once."""
        with self._connect() as db:
            db.execute(
                "insert into run values (?, ?, ?, ?)",
                (run.id, run.started, run.target, msgspec.json.encode(run).decode()),
            )
            db.executemany("insert into part values (?, ?, ?, ?)", ((run.id, *part) for part in parts))

    def runs(self, target: str | None = None) -> list[Run]:
        """Runs, newest first; of one target when it is named."""
        where, values = ("where target = ?", (target,)) if target else ("", ())
        with self._connect() as db:
            rows = db.execute(f"select about from run {where} order by started desc, id desc", values).fetchall()
        return [msgspec.json.decode(about, type=Run) for (about,) in rows]

    def parts(self, run: str) -> list[Part]:
        """The files that a run is made of; empty when there is no such run."""
        with self._connect() as db:
            rows = db.execute('select "table", file, bytes from part where run = ? order by 1, 2', (run,)).fetchall()
        return [Part(*row) for row in rows]
