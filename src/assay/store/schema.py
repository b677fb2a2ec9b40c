"""The catalog's tables, and the way from each older version to the next."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_FIRST = (
    """create table run (
    id text primary key, started text not null, target text not null, about text not null)""",
    """create table part (
    run text not null references run(id), "table" text not null, file text not null, bytes integer not null,
    primary key (run, "table", file))""",
    "create index run_by_target on run(target, started)",
)
#: Runs get a number, by which what there is many of (scores) refers to them. What judged many runs alike is kept once.
_SECOND = (
    """create table numbered (
    number integer primary key, id text not null unique, started text not null, target text not null,
    branch text not null, judges text not null default '', about text not null)""",
    """insert into numbered (id, started, target, branch, about)
    select id, started, target, coalesce(json_extract(about, '$.branch'), ''), about from run order by started, id""",
    "drop table run",
    "alter table numbered rename to run",
    "create index run_by_target on run(target, started)",
    "alter table part add column member text not null default ''",
    "create index part_by_file on part(file)",
    "create table judges (digest text primary key, about text not null)",
    """create table series (
    number integer primary key, target text not null, branch text not null, profiles text not null,
    last_run text not null, unique (target, branch, profiles))""",
    """create table score (
    run integer not null, series integer not null, integration text not null, domain text not null,
    met integer not null, unmet integer not null, unknown integer not null, must_unmet integer not null,
    must_unknown integer not null, low real not null, high real not null, fitness text not null,
    primary key (run, integration, domain)) without rowid""",
    """create table sighting (
    series integer not null, fingerprint text not null, standard text not null, level text not null,
    integration text not null, subject text not null, path text, read integer not null, first_run text not null,
    since_run text not null, last_run text, state text not null, state_run text not null,
    primary key (series, fingerprint)) without rowid""",
    """create table decision (
    number integer primary key, id text not null unique, target text not null, at text not null, who text not null,
    what text not null, about text not null, why text not null, until text, run text)""",
    """create trigger decision_stays before update on decision
    begin select raise(abort, 'decisions are never changed'); end""",
    """create trigger decision_remains before delete on decision
    begin select raise(abort, 'decisions are never deleted'); end""",
)
#: A run may take the rows of several members of one compacted file. What was replaced is deleted when nobody reads it.
_THIRD = (
    """create table parts (
    run text not null, "table" text not null, file text not null, member text not null, bytes integer not null,
    primary key (run, "table", file, member)) without rowid""",
    'insert into parts select run, "table", file, member, bytes from part',
    "drop table part",
    "alter table parts rename to part",
    "create index part_by_file on part(file)",
    "create table replaced (file text primary key, at real not null)",
)
#: What once judged: a row each is written much faster than a file each. Before, they were files beside the catalog.
_FOURTH = ("create table unit (digest text primary key, text text not null)",)
_STEPS = (_FIRST, _SECOND, _THIRD, _FOURTH)
_UNITS = "units"
_UNITS_UNTIL = 3
_WAITED_SECONDS = 30
VERSION = len(_STEPS)


def version(db: sqlite3.Connection) -> int:
    """Version of the catalog's tables; 0 when there are none."""
    found: int = db.execute("pragma user_version").fetchone()[0]
    return found


def upgrade(db: sqlite3.Connection, lake: Path) -> None:
    """Bring an older catalog to this version, all or nothing; whoever comes second finds it done."""
    if version(db) == 0:
        db.execute("pragma synchronous = off")  # what holds nothing yet has nothing to lose
    _write_ahead(db)
    db.execute("begin immediate")
    files: list[Path] = []
    with db:
        before = version(db)
        for step in _STEPS[before:]:
            for statement in step:
                db.execute(statement)
        if 0 < before <= _UNITS_UNTIL:
            files = list((lake / _UNITS).glob("*.sql"))
            db.executemany("insert or ignore into unit (digest, text) values (?, ?)", _texts(files))
        db.execute(f"pragma user_version = {VERSION}")
    db.execute("pragma synchronous = full")
    with suppress(OSError):
        for file in files:
            file.unlink()
        if files:
            (lake / _UNITS).rmdir()


def _texts(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """What cannot be read is a text that is not kept: a run that it judged is shown without it."""
    for file in files:
        with suppress(OSError, UnicodeDecodeError):
            yield file.stem, file.read_text(encoding="utf-8")


def _write_ahead(db: sqlite3.Connection) -> None:
    """Changing the journal needs the database alone, and SQLite does not wait for that by itself."""
    until = time.monotonic() + _WAITED_SECONDS
    while True:
        try:
            db.execute("pragma journal_mode = wal")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
