"""Compacting, expiring and verifying: every run says what it said, at any moment and whoever else is at work."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.engine.evidence import open_database
from assay.model import AssayError, Column
from assay.store.compaction import compact
from assay.store.lake import Lake, read_parquet
from assay.store.maintenance import expire, survey, verify
from assay.store.records import Run, Score

KILLS = int(os.environ.get("ASSAY_KILLS", "6"))
Rows = Sequence[tuple[Any, ...]]
COLUMNS = (Column("k", "INTEGER", ""), Column("text", "VARCHAR", ""))
DB = open_database()


def add(lake: Lake, rows: Rows, *, more: str = "", **about: str) -> Run:
    """One run whose table `thing` holds the rows; `more` is a further column of it."""
    run = lake.new_run()
    listed = ", ".join(f"({'null' if k is None else k}, '{text}')" for k, text in rows) or "(0, 'none')"
    query = f"select *{more} from (values {listed}) v(k, text){'' if rows else ' where false'}"
    parts = [part for part in (lake.append(DB.cursor(), run, "thing", query),) if part]
    about = {"target": "/t", "branch": "main", **about}
    made = Run(id=run, started=run, as_of="2026-01-01", version="0", **about)
    score = Score(run, run, None, "unit", "", 1, 0, 0, 0, 0, 50.0, 60.0, "fit")
    return lake.commit(made, parts, [score])


def rows_of(lake: Lake, run: str, table: str = "thing") -> Counter[tuple[Any, ...]]:
    files = lake.files(run).get(table)
    with DB.cursor() as db:
        return Counter(db.execute(f"from {read_parquet(files, COLUMNS)}").fetchall()) if files else Counter()


def told(lake: Lake) -> dict[str, Counter[tuple[Any, ...]]]:
    return {run.id: rows_of(lake, run.id) for run in lake.catalog.runs()}


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_database() as opened:
        yield opened


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def many(lake: Lake, count: int, size: int = 200) -> None:
    """Runs of which each changes a few rows of the one before."""
    chance = random.Random(7)
    rows = [(number, f"thing {number}") for number in range(size)]
    for _ in range(count):
        for _ in range(3):
            rows[chance.randrange(size)] = (chance.randrange(size), f"thing {chance.random()}")
        add(lake, rows)


_ROW = st.tuples(st.one_of(st.none(), st.integers(0, 2)), st.sampled_from(["a", "b"]))


@given(runs=st.lists(st.lists(_ROW, max_size=6), min_size=2, max_size=7), cut=st.integers(0, 7), keep=st.integers(1, 7))
@settings(max_examples=12, deadline=None)
def test_every_run_keeps_its_rows(
    tmp_path_factory: pytest.TempPathFactory, runs: list[Rows], cut: int, keep: int
) -> None:
    """Rows that stand twice, null keys, runs without rows; compacted once, again, and trimmed."""
    lake = Lake(tmp_path_factory.mktemp("lake"))
    with open_database() as db:
        for number, rows in enumerate(runs):
            if number == cut:
                compact(lake, db)
            add(lake, rows)
        before = told(lake)
        compact(lake, db)
        assert told(lake) == before
        assert sum(map(Counter.total, before.values())) == sum(map(len, runs))
        expire(lake, db, keep)
        assert told(lake) == {run: before[run] for run in sorted(before)[-keep:]}
        assert verify(lake, db) == []


def test_files_become_few_and_small(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    many(lake, 40)
    before = survey(lake)
    assert before.compactable[0] == 39
    (done,) = compact(lake, db)
    assert (done.files, done.before) == before.compactable
    assert done.after < done.before / 10
    after = survey(lake)
    assert (after.files, after.compactable, after.replaced[0]) == (2, (0, 0), 39)
    assert compact(lake, db) == []


def test_more_runs_continue_the_same_file(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    many(lake, 10)
    compact(lake, db)
    many(lake, 10)
    before = told(lake)
    (done,) = compact(lake, db)
    assert done.files == 11
    assert told(lake) == before
    assert survey(lake).files == 2


def test_a_column_that_came_later_is_null_before(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    for more in ("", "", ", 1.5 as weight", ", 1.5 as weight", ""):
        add(lake, [(1, "a")], more=more)
    compact(lake, db)
    assert [list(rows) for rows in told(lake).values()] == [
        [(1, "a")],
        [(1, "a", 1.5)],
        [(1, "a", 1.5)],
        [(1, "a", None)],
        [(1, "a", None)],
    ]


def test_what_is_not_alike_is_compacted_apart(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    for _ in range(3):
        add(lake, [(1, "a"), (2, "b")])
        add(lake, [(1, "a")], selection="x/*")
        add(lake, [(9, "z")], target="/other")
    before = told(lake)
    assert len(compact(lake, db)) == 3
    assert told(lake) == before


def test_a_reader_in_the_middle_reads_on(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    many(lake, 5)
    first = lake.catalog.runs()[-1].id
    files = lake.files(first)["thing"]
    before = rows_of(lake, first)
    compact(lake, db)
    expire(lake, db, 1)
    assert Counter(db.execute(f"from {read_parquet(files, COLUMNS)}").fetchall()) == before


def test_what_was_replaced_goes_when_nobody_can_be_reading_it(
    lake: Lake, db: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(lake, 5)
    before = told(lake)
    compact(lake, db)
    lake.new_run()
    assert len(list((lake.root / "rows" / "thing").iterdir())) == 6
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 4000)
    lake.new_run()
    assert len(list((lake.root / "rows" / "thing").iterdir())) == 2
    assert told(lake) == before


def test_a_run_that_named_a_replaced_file_keeps_it(
    lake: Lake, db: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a check does that took its file list before the files were replaced, and ends afterwards."""
    many(lake, 3)
    old = lake.catalog.parts(lake.catalog.runs()[-1].id)
    compact(lake, db)
    late = lake.new_run()
    lake.commit(Run(id=late, target="/t", started=late, as_of="2026-01-01", version="0", branch="main"), old)
    before = rows_of(lake, late)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 4000)
    lake.new_run()
    assert rows_of(lake, late) == before
    compact(lake, db)
    assert rows_of(lake, late) == before


def test_readers_and_writers_while_it_is_compacted_and_expired(lake: Lake) -> None:
    many(lake, 12)
    known = told(lake)
    stop, wrong, reads = threading.Event(), [], [0]

    def read() -> None:
        while not stop.is_set():
            for run in lake.catalog.runs()[:3]:
                rows = rows_of(lake, run.id)
                if rows.total() != 200 or known.get(run.id, rows) != rows:
                    wrong.append(run.id)
                reads[0] += 1

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(4):
        many(lake, 2)
        with open_database() as db:
            compact(lake, db)
            expire(lake, db, 8)
    stop.set()
    for reader in readers:
        reader.join()
    assert reads[0] > 10
    assert wrong == []


def test_two_at_once(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    many(lake, 3)
    with lake.maintaining():
        for act in (lambda: compact(lake, db), lambda: expire(lake, db, 1)):
            with pytest.raises(AssayError, match="maintained by somebody else"):
                act()
    assert compact(lake, db)


def test_expiring_keeps_the_newest_of_each_branch(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    for _ in range(3):
        add(lake, [(1, "a")])
        add(lake, [(2, "b")], branch="topic")
    newest = [run.id for run in lake.catalog.runs()]
    done = expire(lake, db, 2)
    assert (done.runs, done.files) == (2, 2)
    assert [run.id for run in lake.catalog.runs()] == newest[:4]
    assert {score.run for score in lake.catalog.scores("/t")} == set(newest[:4])


def test_without_evidence_older_runs_keep_what_was_judged(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    many(lake, 4)
    runs = [run.id for run in lake.catalog.runs()]
    assert expire(lake, db, 1, {"finding"}).runs == 3
    assert [run.id for run in lake.catalog.runs()] == runs
    assert [rows_of(lake, run).total() for run in runs] == [200, 0, 0, 0]
    assert len(lake.catalog.scores("/t")) == 4
    assert expire(lake, db, 1, {"thing"}).runs == 0


def test_damage_is_named(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    many(lake, 4)
    assert verify(lake, db) == []
    missing, short, torn, _ = sorted((lake.root / "rows" / "thing").iterdir())
    missing.unlink()
    short.write_bytes(short.read_bytes()[:-1])
    torn.write_bytes(b"PAR1" + os.urandom(torn.stat().st_size - 8) + b"PAR1")
    said = verify(lake, db)
    assert [line.split(": ")[0] for line in said] == [f"rows/thing/{file.name}" for file in (missing, short, torn)]
    assert ["missing" in said[0], "bytes" in said[1], "cannot be read" in said[2]] == [True] * 3


COMPACTING = """
import sys
from pathlib import Path
from assay.engine.evidence import open_database
from assay.store.compaction import compact
from assay.store.lake import Lake
from assay.store.maintenance import expire
lake = Lake(Path(sys.argv[1]))
with open_database() as db:
    compact(lake, db)
    expire(lake, db, 20)
"""


def test_killed_at_any_moment_the_lake_is_whole(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    argv = [sys.executable, "-c", COMPACTING, str(lake.root)]
    many(lake, 25)
    started = time.monotonic()
    subprocess.run(argv, check=True)
    usual = time.monotonic() - started
    chance = random.Random(11)
    for _ in range(KILLS):
        many(lake, 6)
        before = told(lake)
        process = subprocess.Popen(argv)
        time.sleep(chance.uniform(0.3, 1.0) * usual)
        process.kill()
        process.wait()
        after = told(lake)
        assert after.items() <= before.items()
        assert sorted(before)[-20:] == sorted(after)[-20:]
        assert verify(lake, db) == []
    subprocess.run(argv, check=True)
    assert len(told(lake)) == 20
