"""The catalog: what a commit keeps, how old catalogs are opened, that decisions stay."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from assay.model import AssayError
from assay.store import schema
from assay.store.catalog import Catalog, Sight
from assay.store.records import Decision, Part, Run, Score, Sighting, State

#: The tables of version 1, as they were written then.
VERSION_1 = """
create table run (id text primary key, started text not null, target text not null, about text not null);
create table part (
    run text not null references run(id), "table" text not null, file text not null, bytes integer not null,
    primary key (run, "table", file));
create index run_by_target on run(target, started);
insert into run values ('r1', '2026-01-01', '/shop', '{"id":"r1","target":"/shop","started":"2026-01-01",
    "as_of":"2026-01-01","version":"0.1.0","commit":"abc","branch":"main","profiles":["repository"]}');
insert into run values ('r2', '2026-01-02', '/shop', '{"id":"r2","target":"/shop","started":"2026-01-02",
    "as_of":"2026-01-02","version":"0.1.0"}');
insert into part values ('r1', 'call', 'rows/call/r1.parquet', 7);
pragma user_version = 1;
"""


def a_run(number: int, branch: str | None = "main", **more: object) -> Run:
    day = f"2026-01-{number:02}"
    run = Run(id=f"r{number:02}", target="/shop", started=day, as_of=day, version="0", branch=branch)
    return msgspec.structs.replace(run, **more)


def scored(run: Run, low: float) -> list[Score]:
    about = (run.id, run.started, run.commit)
    return [
        Score(*about, unit, domain, 1, 2, 3, 1, 0, low, 90.0, "unfit") for unit in ("a", "b") for domain in ("", "x")
    ]


def sees(fingerprint: str, run: Run) -> Sight:
    def sight(before: Run | None, known: dict[str, Sighting]) -> Iterable[Sighting]:
        if fingerprint not in known:
            of = {"standard": "x/y", "level": "must", "integration": "a", "subject": "s", "path": None, "read": False}
            runs = dict.fromkeys(("first_run", "since_run", "last_run", "state_run"), run.id)
            yield msgspec.convert({"fingerprint": fingerprint, **of, **runs}, Sighting)

    return sight


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path / "catalog.db")


def test_a_catalog_of_version_1_opens_and_its_runs_stay(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "catalog.db") as db:
        db.executescript(VERSION_1)
    with ThreadPoolExecutor(4) as pool:
        for runs in pool.map(lambda _: Catalog(tmp_path / "catalog.db").runs("/shop"), range(8)):
            assert [(run.id, run.branch, run.standards) for run in runs] == [("r2", None, {}), ("r1", "main", {})]
    catalog = Catalog(tmp_path / "catalog.db")
    assert catalog.parts("r1") == [Part("call", "rows/call/r1.parquet", 7)]
    assert [run.id for run in catalog.runs("/shop", "main")] == ["r1"]
    assert catalog.add(a_run(3), []).base is None, "nobody knows what the runs of old saw"
    assert [run.id for run in catalog.runs("/shop")] == ["r03", "r2", "r1"]


def test_texts_that_lay_in_files_until_version_3_are_taken_into_the_catalog(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "catalog.db") as db:
        for statement in (*schema._FIRST, *schema._SECOND, *schema._THIRD):
            db.execute(statement)
        db.execute("pragma user_version = 3")
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "d1.sql").write_text("select 'é'", encoding="utf-8")
    (tmp_path / "units" / "d2.sql").write_text("select 2", encoding="utf-8")
    (tmp_path / "units" / "d3.sql").write_bytes(b"\xff")
    with ThreadPoolExecutor(4) as pool:
        for texts in pool.map(lambda _: Catalog(tmp_path / "catalog.db").unit_texts(), range(8)):
            assert texts == {"d1": "select 'é'", "d2": "select 2"}
    assert not (tmp_path / "units").exists()


def test_a_catalog_of_a_newer_assay_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "catalog.db") as db:
        db.execute("pragma user_version = 99")
    with pytest.raises(AssayError, match="newer assay"):
        Catalog(tmp_path / "catalog.db").runs()


def test_a_run_knows_what_judged_it(catalog: Catalog) -> None:
    judged = {"standards": {"x/y": "d1"}, "metrics": {"x/m": "d2"}, "limits": {"x/y": {"most": 3}}, "reading": "d3"}
    for number in (1, 2):
        catalog.add(a_run(number, **judged), [])
    assert [(run.standards, run.metrics, run.limits) for run in catalog.runs()] == [
        ({"x/y": "d1"}, {"x/m": "d2"}, {"x/y": {"most": 3}})
    ] * 2
    assert catalog.run("r01") == a_run(1, **judged)
    assert catalog.run("none") is None


def test_runs_are_compared_along_their_branch_and_profiles(catalog: Catalog) -> None:
    bases = [
        catalog.add(run, []).base
        for run in (
            a_run(1),
            a_run(2),
            a_run(3, branch="topic"),
            a_run(4, profiles=("system",)),
            a_run(5, selection="x/*"),
            a_run(6),
        )
    ]
    assert bases == [None, "r01", None, None, None, "r02"]


def test_scores_are_told_of_whole_runs_of_the_newest_profiles(catalog: Catalog) -> None:
    for run, low in (
        (a_run(1, profiles=("old",)), 10.0),
        (a_run(2), 20.0),
        (a_run(3, selection="x/*"), 30.0),
        (a_run(4, branch="topic"), 40.0),
        (a_run(5, commit="abc"), 50.0),
    ):
        catalog.add(run, [], scored(run, low))
    told = catalog.scores("/shop", "main")
    assert [(score.run, score.integration, score.domain) for score in told[:5]] == [
        ("r02", "a", ""),
        ("r02", "a", "x"),
        ("r02", "b", ""),
        ("r02", "b", "x"),
        ("r05", "a", ""),
    ]
    assert told[-1] == Score("r05", "2026-01-05", "abc", "b", "x", 1, 2, 3, 1, 0, 50.0, 90.0, "unfit")
    assert {score.run for score in catalog.scores("/shop")} == {"r02", "r04", "r05"}
    assert {score.run for score in catalog.scores("/shop", since="2026-01-04")} == {"r04", "r05"}
    assert len(catalog.scores("/shop", "main", integration="a", domain="")) == 2
    assert catalog.scores("/elsewhere") == []


def test_what_stays_open_was_seen_in_the_last_run(catalog: Catalog) -> None:
    for number in (1, 2, 3):
        catalog.add(a_run(number), [], sight=sees("f", a_run(number)))
    catalog.add(a_run(4, branch="topic"), [], sight=sees("g", a_run(4)))
    (seen,) = catalog.sightings("/shop", "main").values()
    assert (seen.first_run, seen.since_run, seen.last_run, seen.state) == ("r01", "r01", "r03", State.OPEN)
    assert list(catalog.sightings("/shop")) == ["g"]
    assert catalog.sightings("/elsewhere") == {}


def test_only_the_newest_run_tells_what_turned(catalog: Catalog) -> None:
    first = catalog.add(a_run(1), [], sight=sees("f", a_run(1)))
    assert [seen.fingerprint for seen in catalog.turned(first) or ()] == ["f"]
    catalog.add(a_run(2), [], sight=sees("g", a_run(2)))
    assert catalog.turned(first) is None


def test_a_commit_that_fails_keeps_nothing(catalog: Catalog) -> None:
    def fails(before: Run | None, known: dict[str, Sighting]) -> Iterable[Sighting]:
        raise ValueError

    with pytest.raises(ValueError):
        catalog.add(a_run(1), [Part("call", "rows/call/r01.parquet", 7)], scored(a_run(1), 1.0), fails)
    assert (catalog.runs(), catalog.parts("r01"), catalog.scores("/shop")) == ([], [], [])
    assert catalog.add(a_run(2), []).base is None


def test_decisions_are_added_and_never_changed(catalog: Catalog, tmp_path: Path) -> None:
    first = Decision(
        id="1", target="/shop", at="2026-01-01", who="Kim", what="waive", about="f", why="soon", until="2026-02-01"
    )
    second = Decision(id="2", target="/other", at="2026-01-02", who="Lee", what="revoke", about="f", run="r01")
    catalog.decide(first)
    catalog.decide(second)
    assert catalog.decisions() == [first, second]
    assert catalog.decisions("/shop") == [first]
    assert catalog.decisions(about="g") == []
    with sqlite3.connect(tmp_path / "catalog.db") as db:
        for statement in ("update decision set who = 'Lee'", "delete from decision"):
            with pytest.raises(sqlite3.DatabaseError, match="never"):
                db.execute(statement)
    with pytest.raises(AssayError):
        catalog.decide(first)
