"""Trends are what the runs measured; changes name the runs and commits on both sides; compaction alters nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace as changed
from pathlib import Path

import pytest

from assay.analysis.commits import between
from assay.analysis.trends import SCORE, Trend, measure_trends, ranked, score_trends
from assay.engine.evidence import open_database
from assay.engine.outcomes import MEASURE
from assay.engine.standards import load_metrics
from assay.store.compaction import compact
from assay.store.lake import Lake, empty
from assay.store.records import Run, Score

METRICS = load_metrics()
SHARE = "testing/switched_off_share"
#: The level of a unit's measure changes at the eleventh of 20 runs.
TURN = 10


def add(lake: Lake, number: int, *, again: Run | None = None, **about: object) -> Run:
    """A run whose unit `a` has a share that steps up at TURN, `b` one that stays; or one over unchanged files."""
    run = lake.new_run()
    rows = ", ".join(
        f"('{SHARE}', 'testing', '{unit}', '{part}', {value}, {value * 10}, 10, {value - 0.05}, {value + 0.05})"
        for unit, part, value in (("a", "", 0.1 + 0.3 * (number >= TURN)), ("b", "", 0.2), ("a", "unit", 0.5))
    )
    names = ", ".join(column.name for column in MEASURE)
    with open_database() as db:
        query = f"select * from {empty(MEASURE)} union all by name select * from (values {rows}) v({names})"
        parts = lake.catalog.parts(again.id) if again else [lake.append(db, run, "measure", query)]
    day = f"2026-01-{number + 1:02}"
    fields = {"branch": "main", "commit": f"{number:040x}", "profiles": ("repository",), **about}
    made = Run(id=run, target="/shop", started=f"{day}T00:00:00", as_of=day, version="0", **fields)  # type: ignore[arg-type]
    low = 80.0 - 20 * (number >= TURN)
    scores = [Score(run, made.started, None, unit, "", 1, 1, 1, 0, 0, low, 90.0, "fit") for unit in ("a", "b")]
    return lake.commit(made, [part for part in parts if part], scores)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    made = Lake(tmp_path_factory.mktemp("history") / "lake")
    last = None
    for number in range(20):
        last = add(made, number, again=last if number % 5 == 4 else None)
        if number % 4 == 0:
            add(made, number, branch="topic")
            add(made, number, selection="testing/*")
            add(made, number, profiles=("system",))
    add(made, 20, again=last)
    return made


@pytest.fixture(params=["as written", "compacted"])
def each(request: pytest.FixtureRequest, lake: Lake) -> Iterator[Lake]:
    if request.param == "compacted":
        with open_database() as db:
            compact(lake, db)
    yield lake


def of(trends: list[Trend], unit: str, part: str = "") -> Trend:
    (found,) = (trend for trend in trends if (trend.integration, trend.dimension) == (unit, part))
    return found


def test_runs_that_can_be_compared(lake: Lake) -> None:
    runs = lake.catalog.series("/shop", "main")
    assert [run.as_of for run in runs] == [f"2026-01-{day:02}" for day in range(1, 22)]
    assert {run.branch for run in lake.catalog.series("/shop", "topic")} == {"topic"}
    assert {run.branch for run in lake.catalog.series("/shop")} == {"main"}
    assert lake.catalog.series("/shop", "none") == []


def test_measures_over_runs(each: Lake) -> None:
    runs = each.catalog.series("/shop", "main")
    trends = measure_trends(each, runs, METRICS)
    assert [(trend.name, trend.integration, trend.dimension) for trend in trends] == [
        (SHARE, "a", ""),
        (SHARE, "a", "unit"),
        (SHARE, "b", ""),
    ]
    trend = of(trends, "a")
    assert [point.run for point in trend.points] == [run.id for run in runs]
    assert [round(point.value, 3) for point in trend.points] == [0.1] * TURN + [0.4] * (21 - TURN)
    assert (trend.unit, trend.better) == ("ratio", METRICS[SHARE].better)
    (change,) = trend.changes
    assert (change.last_before.as_of, change.first_after.as_of) == ("2026-01-10", "2026-01-11")
    assert (change.last_before.commit, change.first_after.commit) == (f"{9:040x}", f"{10:040x}")
    assert change.magnitude == pytest.approx(0.3)
    assert change.worse is (METRICS[SHARE].better == "lower")
    assert of(trends, "b").changes == ()


def test_one_metric_one_integration_or_what_moves(each: Lake) -> None:
    runs = each.catalog.series("/shop", "main")
    assert len(measure_trends(each, runs, METRICS, integration="b")) == 1
    assert len(measure_trends(each, runs, METRICS, metric=SHARE)) == 3
    assert measure_trends(each, runs, METRICS, metric="none/such") == []
    assert [trend.integration for trend in measure_trends(each, runs, METRICS, moving=True)] == ["a"]
    assert measure_trends(each, [], METRICS) == []


def test_scores_over_runs(each: Lake) -> None:
    trends = score_trends(each, each.catalog.series("/shop", "main"))
    assert [(trend.name, trend.integration) for trend in trends] == [(SCORE, "a"), (SCORE, "b")]
    assert [change.magnitude for change in trends[0].changes] == [-20]
    assert trends[0].changes[0].worse is True
    assert {score.high for score in trends[0].points} == {90.0}


def test_the_largest_changes_come_first(lake: Lake) -> None:
    runs = lake.catalog.series("/shop", "main")
    trends = [*score_trends(lake, runs, integration="b"), *measure_trends(lake, runs, METRICS)]
    assert [(trend.name, trend.integration) for trend, _ in ranked(trends)] == [(SHARE, "a"), (SCORE, "b")]


def _git(root: Path, *words: str) -> str:
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@shop.example", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def test_the_commits_between_are_those_that_touched_the_path(lake: Lake, tmp_path: Path) -> None:
    _git(tmp_path, "init", "-q")
    ends = []
    for name in ("base/a", "base/b", "other/c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
        _git(tmp_path, "add", ".")
        _git(tmp_path, "commit", "-qm", f"Adds {name}")
        ends.append(_git(tmp_path, "rev-parse", "HEAD"))
    change = of(measure_trends(lake, lake.catalog.series("/shop", "main"), METRICS), "a").changes[0]
    first, last = (change.last_before._replace(commit=ends[0]), change.first_after._replace(commit=ends[2]))
    told = changed(change, last_before=first, first_after=last)
    assert [line.split(" ", 1)[1] for line in between(tmp_path, told, "base", 5)] == ["Adds base/b"]
    assert len(between(tmp_path, told, None, 5)) == 2
    assert between(tmp_path, change, None, 5) == (), "git does not have these"
    assert between(tmp_path, changed(told, first_after=last._replace(commit="--output=x")), None, 5) == ()


def run(*words: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "assay", "analyze", *words]
    return subprocess.run(argv, capture_output=True, text=True, check=False)


def test_commands(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    (root / "package.json").write_text('{"name": "shop"}')
    there = ("--target", str(root), "--lake", str(tmp_path / "lake"))
    assert "holds no lake" in run("trend", *there).stderr
    for _ in range(2):
        argv = [sys.executable, "-m", "assay", "check", str(root), "--lake", str(tmp_path / "lake")]
        subprocess.run(argv, capture_output=True, check=False)
    told = json.loads(run("trend", "score", *there, "--json").stdout)
    assert told["runs"] == 2
    assert {(trend["integration"], trend["shape"], len(trend["points"])) for trend in told["trends"]} == {
        ("shop", "short", 2)
    }
    assert "too few runs" in run("trend", *there).stdout
    assert "no level has changed" in run("change", *there).stdout
    assert json.loads(run("change", *there, "--json").stdout)["changes"] == []
    refused = run("trend", "no/such", *there)
    assert (refused.returncode, "no metric is called no/such" in refused.stderr) == (2, True)
    refused = run("trend", "--branch", "none", *there)
    assert (refused.returncode, "no whole run of that branch" in refused.stderr) == (2, True)
