"""What a run changed since the one before: told as it is, and nothing closed by not looking."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assay.engine.check import Options, check, open_run
from assay.engine.evidence import open_database
from assay.engine.result import Result
from assay.engine.standards import kept, load_metrics, load_standards
from assay.store.compaction import compact
from assay.store.lake import Lake
from assay.store.maintenance import expire
from assay.store.records import State

DAY = date(2026, 11, 20)
ESCAPES = "component/type_escapes_are_rare"
SINK = "security/text_is_not_run_as_code"
BAD = "export const pay = (text: string): unknown => eval(text);\n"
GOOD = "export const pay = (): number => 1;\n"


class Shop:
    """A small workspace and its lake, judged again and again."""

    def __init__(self, folder: Path) -> None:
        self.root, self.lake = folder / "shop", Lake(folder / "lake")
        self.write("package.json", json.dumps({"name": "shop", "private": True}))
        self.write("src/pay.ts", BAD)
        self.write("src/other.ts", "export const other = 1;\n")

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.utime(file, (time.time() - 100, time.time() - 100))

    def check(self, **asked: Any) -> Result:
        return check(self.root, Options(lake=self.lake.root, as_of=DAY, **asked))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def told(result: Result) -> dict[str, list[str]]:
    """Standards of what changed, of the sink alone; a change to the file changes other things, too."""
    assert result.since is not None
    since = result.since
    found = {"new": since.new, "again": since.reappeared, "fixed": since.fixed, "unjudged": since.unjudged}
    return {name: [one.standard for one in of] for name, of in found.items() if any(o.standard == SINK for o in of)}


def standing(shop: Shop) -> State:
    (seen,) = (seen for seen in shop.lake.catalog.sightings(str(shop.root)).values() if seen.standard == SINK)
    return seen.state


def test_the_first_run_has_nothing_to_compare(shop: Shop) -> None:
    assert shop.check().since is None


def test_new_fixed_and_reappeared(shop: Shop) -> None:
    shop.write("src/pay.ts", GOOD)
    first = shop.check()
    shop.write("src/pay.ts", BAD)
    second = shop.check()
    assert second.since and second.since.base and second.since.base.id == first.run.id == second.run.base
    assert told(second) == {"new": [SINK]}
    assert told(shop.check()) == {}
    shop.write("src/pay.ts", GOOD)
    assert told(shop.check()) == {"fixed": [SINK]}
    shop.write("src/pay.ts", BAD)
    last = shop.check()
    assert told(last) == {"again": [SINK]}
    (seen,) = (seen for seen in shop.lake.catalog.sightings(str(shop.root)).values() if seen.standard == SINK)
    assert (seen.first_run, seen.since_run, seen.last_run) == (second.run.id, last.run.id, last.run.id)


def test_a_file_that_is_gone_closes_its_findings(shop: Shop) -> None:
    shop.check()
    (shop.root / "src/pay.ts").unlink()
    assert told(shop.check()) == {"fixed": [SINK]}


def test_a_report_of_the_newest_run_tells_the_same(shop: Shop) -> None:
    shop.write("src/pay.ts", GOOD)
    older = shop.check()
    shop.write("src/pay.ts", BAD)
    newer = shop.check()
    known = load_standards()
    assert open_run(shop.lake, newer.run, known, {}).since == newer.since
    assert open_run(shop.lake, older.run, known, {}).since is None


def _excluded(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write("assay.toml", 'exclude = ["src/pay.ts"]\n')


def _too_large(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write("src/pay.ts", BAD + "//" + "x" * 40_000_000)


def _standard_fails(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    known = load_standards()
    known[SINK] = msgspec.structs.replace(known[SINK], sql="select * from nowhere", digest="broken")
    monkeypatch.setattr("assay.engine.asking.load_standards", lambda folders: known)


def _standard_is_left_out(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {name: standard for name, standard in load_standards().items() if name != SINK}
    monkeypatch.setattr("assay.engine.asking.load_standards", lambda folders: known)


@pytest.mark.parametrize("hide", [_excluded, _too_large, _standard_fails, _standard_is_left_out])
def test_not_looking_closes_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, hide: Callable[[Shop, pytest.MonkeyPatch], None]
) -> None:
    shop.check()
    hide(shop, monkeypatch)
    assert told(shop.check()) == {"unjudged": [SINK]}
    assert standing(shop) is State.UNJUDGED
    assert told(shop.check()) == {}, "it is told once"
    monkeypatch.undo()
    (shop.root / "assay.toml").unlink(missing_ok=True)
    shop.write("src/pay.ts", BAD)
    assert told(shop.check()) == {}, "it was there all the time"
    assert standing(shop) is State.OPEN


@pytest.mark.parametrize(
    "asked",
    [{"only": ("component/*",)}, {"domains": ("component",)}, {"integrations": ("shop",)}, {"levels": ("may",)}],
)
def test_a_selection_closes_and_opens_nothing(shop: Shop, asked: dict[str, Any]) -> None:
    whole = shop.check()
    shop.write("src/pay.ts", GOOD)
    narrowed = shop.check(**asked)
    assert narrowed.since and narrowed.since.base is None and "selection" in narrowed.since.note
    assert standing(shop) is State.OPEN
    last = shop.check()
    assert last.run.base == whole.run.id
    assert told(last) == {"fixed": [SINK]}


def test_other_profiles_are_not_compared(shop: Shop) -> None:
    shop.check()
    wider = shop.check(profiles=("system",))
    assert wider.since and wider.since.base is None and "repository" in wider.since.note
    assert told(shop.check()) == {}


def _git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@shop.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def test_branches_are_compared_with_themselves_also_where_no_file_changed(shop: Shop) -> None:
    _git(shop.root, "init", "-q", "-b", "main")
    _git(shop.root, "commit", "--allow-empty", "-qm", "one")
    main = shop.check()
    _git(shop.root, "checkout", "-q", "-b", "topic")
    assert shop.check().since is None, "the first of its branch"
    shop.write("src/pay.ts", GOOD)
    assert told(shop.check()) == {"fixed": [SINK]}
    _git(shop.root, "checkout", "-q", "main")
    shop.write("src/pay.ts", BAD)
    again = shop.check()
    assert again.run.base == main.run.id
    assert told(again) == {}


def test_a_changed_standard_or_limit_is_told_apart_from_changed_code(shop: Shop) -> None:
    shop.write("src/pay.ts", "export const pay = (x: any): any => x as any;\n")
    shop.check()
    shop.write("assay.toml", f'[limits."{ESCAPES}"]\nalways_allowed = 0\n')
    shop.write("src/other.ts", BAD)
    since = shop.check().since
    assert since is not None
    marked = {finding.standard: finding.fingerprint in since.restated for finding in since.new}
    assert (marked[ESCAPES], marked[SINK]) == (True, False)


def test_a_run_knows_its_standards_and_the_lake_their_texts(shop: Shop) -> None:
    shop.write("assay.toml", f'[limits."{ESCAPES}"]\nalways_allowed = 0\n')
    result = shop.check()
    run = shop.lake.catalog.run(result.run.id)
    assert run is not None and run.limits == {ESCAPES: {"always_allowed": 0}}
    standards, metrics = kept(shop.lake, run)
    assert {name: s.sql for name, s in standards.items()} == {name: s.sql for name, s in result.standards.items()}
    assert metrics.keys() == result.metrics.keys() != set()
    assert run.reading


def test_scores_of_a_run_are_those_of_its_result(shop: Shop) -> None:
    result = shop.check()
    (unit,) = result.integrations
    told = {score.domain: score for score in shop.lake.catalog.scores(str(shop.root))}
    assert (told[""].low, told[""].high, told[""].fitness) == (unit.score_low, unit.score_high, unit.fitness)
    assert told.keys() == {"", *unit.domains}
    assert told["security"].unmet == unit.domains["security"].unmet > 0
    assert told[""].unmet == sum(cell.unmet for cell in unit.domains.values())


def _says(result: Result) -> tuple[object, ...]:
    collected = [{name: value for name, value in one.items() if name != "run"} for one in result.collections()]
    result.evidence.require(["import_edge", "source_file"])
    edges = Counter(result.db.execute("from import_edge").fetchall())
    files = Counter(result.db.execute("from source_file").fetchall())
    return result.findings(), result.measures(), collected, result.integrations, edges, files


def test_compacted_and_expired_runs_say_what_they_said_and_checks_go_on(shop: Shop, tmp_path: Path) -> None:
    known = load_standards(), load_metrics()
    for number in range(4):
        shop.write("src/pay.ts", f"import './other';\nexport const pay = {number};\n" + BAD * (number % 2))
        shop.check()
    before = {run.id: _says(open_run(shop.lake, run, *known)) for run in shop.lake.catalog.runs()}
    with open_database() as db:
        assert compact(shop.lake, db)
        assert {run.id: _says(open_run(shop.lake, run, *known)) for run in shop.lake.catalog.runs()} == before
        assert _says(shop.check()) == before[max(before)], "nothing changed"
        expire(shop.lake, db, 2)
        compact(shop.lake, db)
    shop.write("src/other.ts", BAD)
    changed = shop.check()
    assert told(changed) == {"new": [SINK]}
    fresh = check(shop.root, Options(lake=tmp_path / "fresh", as_of=DAY))
    assert _says(changed) == _says(fresh)


def test_a_lake_of_version_1_opens_and_goes_on(shop: Shop) -> None:
    """Its catalog is written anew as it was: without numbers, members, scores or sightings."""
    first = shop.check()
    said = _says(first)
    catalog = shop.lake.root / "catalog.db"
    parts, about = shop.lake.catalog.parts(first.run.id), msgspec.json.encode(first.run).decode()
    for file in shop.lake.root.glob("catalog.db*"):
        file.unlink()
    with sqlite3.connect(catalog) as db:
        db.executescript(
            """create table run (id text primary key, started text not null, target text not null, about text not null);
            create table part (run text not null references run(id), "table" text not null, file text not null,
                bytes integer not null, primary key (run, "table", file));
            create index run_by_target on run(target, started); pragma user_version = 1;"""
        )
        db.execute("insert into run values (?, ?, ?, ?)", (first.run.id, first.run.started, first.run.target, about))
        db.executemany("insert into part values (?, ?, ?, ?)", ((first.run.id, *part[:3]) for part in parts))
    (run,) = shop.lake.catalog.runs(first.run.target)
    assert _says(open_run(shop.lake, run, load_standards(), load_metrics())) == said
    assert shop.check().since is None, "what was seen then is not known"
    shop.write("src/pay.ts", GOOD)
    assert told(shop.check()) == {"fixed": [SINK]}
