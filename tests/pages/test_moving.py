"""What moved over the runs is told with its course, and where its level changed with both commits' runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.pages import moving, site, standard, trends

SOURCE = "packages/acme-integration/src/index.ts"
METRIC = "component/code_lines"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Result]]:
    """Nine runs of a small shop whose provider grows to three times its size at the sixth."""
    folder = tmp_path_factory.mktemp("moving")
    file = folder / "shop" / SOURCE
    file.parent.mkdir(parents=True)
    (file.parents[1] / "package.json").write_text('{"name": "@shop/acme-integration"}')
    found = []
    for run in range(9):
        lines = 30 + run % 2 if run < 5 else 90 + run % 2
        file.write_text("".join(f"export const x{n} = {n};\n" for n in range(lines)))
        found.append(check(folder / "shop", Options(lake=folder / "lake")))
    yield found
    for result in found:
        result.db.close()


def test_a_change_of_level_stands_first_and_names_both_runs(results: list[Result]) -> None:
    last = results[-1]
    row = next(row for row in moving.moving(last, moving.trends(last)).rows if row.metric == METRIC)
    (change,) = row.changes
    assert (change.last_before.run, change.first_after.run) == (results[4].run.id, results[5].run.id)
    assert row.runs == 9 and row.worse and row.course.count("change-mark") == 1


def test_a_run_knows_only_what_was_before_it(results: list[Result]) -> None:
    early = moving.trends(results[3])
    assert all(len(trend.points) == 4 for trend in early if trend.name == METRIC)
    assert moving.trends(results[0]) == []


def test_a_domain_has_its_own_measures_only(results: list[Result]) -> None:
    found = moving.trends(results[-1])
    assert {row.metric for row in moving.moving(results[-1], found, "component").rows} >= {METRIC}
    assert not moving.moving(results[-1], found, "payment").rows
    assert moving.moving(results[-1], found, most=0).more == len(found)


def test_a_standard_tells_the_share_that_met_it_over_the_runs(two: tuple[Result, Result]) -> None:
    before, after = two
    name = "component/public_signatures_are_typed"
    view = standard.standard(after, name)
    assert [share.met for share in view.shares] == [standard.standard(run, name).counts["met"] for run in two]
    assert view.shares[1].met < view.shares[0].met and view.shares[1].judged == view.shares[0].judged and view.plot
    assert standard.standard(before, name).shares == [] and not standard.standard(before, name).plot


def test_the_page_tells_them(results: list[Result], tmp_path: Path) -> None:
    pages = site.environment(lambda kind, name="", part="": None)
    text = pages.get_template("trends.html").render(view=trends.trends(results[-1]))
    assert "30.4 → 90.5" in text or "30.5 → 90.5" in text
    assert "worse" in text and "Size of the code" in text
