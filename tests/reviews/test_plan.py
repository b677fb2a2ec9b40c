"""The plan on the example: each gain is what the score gains, every finding is answered once, the best comes first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.engine.check import Options, check
from assay.engine.result import Result, integrations
from assay.model import Effort, Fitness, Verdict
from assay.reviews.groups import Work, steps
from assay.reviews.plan import Item, Plan, plan
from seeding import AS_OF, copy_example


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Result]:
    root = copy_example(tmp_path_factory.mktemp("plan") / "checkout")
    result = check(root, Options(as_of=AS_OF))
    yield result
    result.db.close()


@pytest.fixture(scope="module")
def planned(result: Result) -> Plan:
    return plan(result)


def items(planned: Plan) -> list[Item]:
    return [item for line in planned.lines for item in line.items]


def floors_with(result: Result, fingerprints: list[str]) -> dict[str, tuple[float, Fitness]]:
    """What the score is once these findings are met, asked of the table itself."""
    with result.db.cursor() as db:
        db.execute("begin")
        db.execute("update finding set verdict = 'met' where list_contains(?, fingerprint)", [fingerprints])
        found = {unit.name: (unit.score_low, unit.fitness) for unit in integrations(db)}
        db.execute("rollback")
    return found


def test_each_item_gains_what_the_score_says(result: Result, planned: Plan) -> None:
    now = {unit.name: unit for unit in result.integrations}
    for item in items(planned):
        then = floors_with(result, [finding.fingerprint for finding in item.group.findings])
        for gain in item.gains:
            assert now[gain.unit].score_low + gain.floor == pytest.approx(then[gain.unit][0])
            assert then[gain.unit][1] is gain.fitness
            assert gain.before is now[gain.unit].fitness
        assert item.floor == pytest.approx(sum(then[name][0] - now[name].score_low for name in now))


def test_the_running_floor_is_that_of_all_lines_so_far(result: Result, planned: Plan) -> None:
    answered: list[str] = []
    for line in planned.lines:
        answered += [finding.fingerprint for item in line.items for finding in item.group.findings]
        then = floors_with(result, answered)
        assert line.ceiling == pytest.approx(sum(floor for floor, _ in then.values()) / len(then))
        assert line.fit == sum(fitness is Fitness.FIT for _, fitness in then.values())
        assert line.floor <= line.ceiling + 1e-9


def test_every_finding_that_is_not_met_is_answered_once(result: Result, planned: Plan) -> None:
    answered = [finding.fingerprint for item in items(planned) for finding in item.group.findings]
    open_ = [f for f in result.findings() if f.verdict is not Verdict.MET and not f.waived]
    assert sorted(answered) == sorted(finding.fingerprint for finding in open_)


def test_what_is_waived_is_not_planned(result: Result, planned: Plan) -> None:
    waived = items(planned)[0].group.findings[0].fingerprint
    result.db.execute("begin")
    result.db.execute("update finding set waived = true where fingerprint = ?", [waived])
    again = [finding.fingerprint for item in items(plan(result)) for finding in item.group.findings]
    result.db.execute("rollback")
    assert waived not in again
    assert len(again) == sum(len(item.group.findings) for item in items(planned)) - 1


def test_no_work_is_counted_twice(planned: Plan) -> None:
    works = [work for line in planned.lines for work in line.works]
    assert len(works) == len(set(works))
    for line in planned.lines:
        assert line.works
        assert line.steps == steps(line.works)


def test_nothing_below_a_line_gives_more_for_its_steps(planned: Plan) -> None:
    done: set[object] = set()
    for n, line in enumerate(planned.lines):
        given = sum(item.value for item in line.items) / line.steps
        for later in (item for after in planned.lines[n + 1 :] for item in after.items):
            left = steps(work for work in later.group.works if work not in done)
            assert later.value / left <= given + 1e-9
        done |= line.works


def test_a_gain_that_needs_evidence_is_at_most_and_likely_less(planned: Plan) -> None:
    for item in items(planned):
        if item.group.verdict is Verdict.UNKNOWN:
            assert 0 < item.likely < item.floor
        else:
            assert item.likely == pytest.approx(item.floor)


def test_bringing_a_recording_is_one_line_with_all_that_it_would_prove(result: Result, planned: Plan) -> None:
    (gap,) = [item for item in items(planned) if item.group.title.startswith("Bring evidence: HAR recordings")]
    unknown = [finding.reason or "" for finding in result.findings(verdict="unknown")]
    assert any(reason.startswith("no evidence of call") and "add HAR recordings" in reason for reason in unknown)
    lacking = {f.standard for f in result.findings(verdict="unknown") if (f.reason or "").endswith("proxies)")}
    assert {standard.id for standard in gap.group.standards} == lacking
    assert {work.effort for work in gap.group.works} == {Effort.DESIGN, Effort.RECORD}
    (line,) = [line for line in planned.lines if gap in line.items]
    assert "testing/providers_are_recorded" in {s.id for item in line.items for s in item.group.standards}


def test_what_an_item_touches_is_counted_with_its_whole(result: Result, planned: Plan) -> None:
    (calls,) = result.db.execute("select count(*) from call").fetchone() or (0,)
    (files,) = result.db.execute("select count(*) from source_file").fetchone() or (0,)
    for item in items(planned):
        touched = item.touched
        assert (touched.of_calls, touched.of_files) == (calls, files)
        assert touched.calls <= calls
        assert 1 <= touched.weight <= 5
        paths = {finding.path for finding in item.group.findings}
        if all(path and path.endswith(".har") for path in paths):
            (seen,) = result.db.execute(
                "select count(*) from call where list_contains(?, path)", [sorted(map(str, paths))]
            ).fetchone() or (0,)
            assert touched.calls == seen > 0


def test_a_plan_for_one_integration_or_domain_holds_nothing_else(result: Result, planned: Plan) -> None:
    found = plan(result, units=["tally-integration"], domains=["service"])
    assert found.units == 1
    findings = [finding for item in items(found) for finding in item.group.findings]
    assert findings
    assert {(finding.integration, finding.domain) for finding in findings} == {("tally-integration", "service")}
    assert len(found.lines) < len(planned.lines)


def test_planning_leaves_the_run_as_it_was(result: Result, tmp_path: Path) -> None:
    before = result.db.execute("select * from finding order by all").fetchall()
    assert plan(result).lines
    assert result.db.execute("select * from finding order by all").fetchall() == before


def test_a_place_of_which_nothing_was_recorded_is_mended_where_it_is(tmp_path: Path) -> None:
    """Collectors that found nothing are written down under the root: it holds no recording for that."""
    own = tmp_path / "shop" / "assay" / "standards" / "service" / "good.sql"
    own.parent.mkdir(parents=True)
    (tmp_path / "shop" / "package.json").write_text('{"name": "shop"}')
    own.write_text("""/*
title     = "It is good"
level     = "should"
why       = "w"
fix       = "f"
effort    = "local"
reference = ["https://example.com"]
since     = "0.1"
*/
select integration, integration as subject, false as met, 'is not good' as reason, path from integration
""")
    result = check(tmp_path / "shop", Options(lake=tmp_path / "lake", as_of=AS_OF, only=("service/good",)))
    assert [item.group.works for item in items(plan(result))] == [{Work(Effort.LOCAL, "service/good .:0")}]
    result.db.close()
