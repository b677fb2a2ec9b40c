"""Views say what the run says: of the example, as it is judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.model import Level, Verdict
from assay.pages import (
    digest,
    domain,
    finding,
    integration,
    overview,
    past,
    recording,
    review,
    site,
    standard,
    tools,
    trends,
)
from assay.pages import plan as planned
from assay.reviews.comparison import compare
from assay.reviews.gate import Gate
from assay.reviews.plan import plan


def test_the_overview_counts_what_faces_a_provider(example: Result) -> None:
    view = overview.overview(example)
    assert sum(view.tally.values()) == len(view.shown)
    assert {unit.name for unit in (*view.shown, *view.others)} == {unit.name for unit in example.integrations}
    assert set(view.domains) == {one.domain for one in example.standards.values()}
    assert view.worst[0].standard.level is Level.MUST


@pytest.mark.parametrize("name", ["farol-integration", "nordpay-integration", "ledgerline-export-integration"])
def test_an_integration_tells_every_finding_once_and_its_musts_first(example: Result, name: str) -> None:
    view = integration.integration(example, name)
    kept = [
        one for part in view.parts for one in (*part.standards, *(gap for group in part.gaps.values() for gap in group))
    ]
    told = [found for one in kept for found in one.told]
    met = sum(one.met for part in view.parts for one in (*part.standards, *part.met))
    assert not any(one.gap for part in view.parts for one in part.standards)
    assert len(told) + met == len(example.findings(integration=name))
    assert {part.verdict for part in view.musts} <= {Verdict.UNMET, Verdict.UNKNOWN}
    assert sum(part.verdict is Verdict.UNMET for part in view.musts) == view.unit.musts_unmet
    assert [part.domain for part in view.parts] == overview.domains(example)


def test_an_integration_tells_its_recordings_hosts_and_what_it_is_built_on(example: Result) -> None:
    view = integration.integration(example, "nordpay-integration")
    (calls,) = (
        example.db.execute("select count(*) from call where integration = 'nordpay-integration'").fetchone() or ()
    )
    assert sum(row["entries"] for row in view.recordings) == calls == sum(row["calls"] for row in view.hosts)
    assert any(row["own"] for row in view.built_on)
    assert view.measures and all(row.measure.integration == "nordpay-integration" for row in view.measures)


def test_rows_that_are_not_told_are_counted(example: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = integration.integration(example, "nordpay-integration")
    monkeypatch.setattr(integration, "_MOST_ROWS", 1)
    view = integration.integration(example, "nordpay-integration")
    assert len(whole.built_on) > 1 and not any(whole.more.values())
    for what, more in view.more.items():
        assert len(getattr(view, what)) + more == len(getattr(whole, what))
    page = site.environment(lambda kind, name="", part="": None).get_template("integration.html").render(view=view)
    assert f"and {view.more['built_on']} more" in page


def test_a_recording_without_calls_has_no_failed_one(tmp_path: Path) -> None:
    folder = tmp_path / "shop/packages/acme-integration"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"name": "@shop/acme-integration"}')
    (folder / "empty.har").write_text('{"log": {"version": "1.2", "creator": {}, "entries": []}}')
    (row,) = integration.integration(check(tmp_path / "shop", Options()), "acme-integration").recordings
    assert (row["entries"], row["failed"]) == (0, 0)


def test_a_standard_tells_where_it_stands(example: Result) -> None:
    view = standard.standard(example, "component/resolver_keys_are_unique")
    found = example.findings(standard="component/resolver_keys_are_unique")
    assert sum(view.counts.values()) == len(found)
    assert view.units[0].unmet and {one.integration for one in found} == {unit.integration for unit in view.units}
    assert {expected.verdict for case in view.cases for expected in case.expect} >= {"met", "unmet"}


def test_what_is_not_there_is_an_error(example: Result) -> None:
    with pytest.raises(KeyError):
        integration.integration(example, "nobody")
    with pytest.raises(KeyError):
        standard.standard(example, "nothing/at_all")
    with pytest.raises(KeyError):
        recording.recording(example, "nowhere.har")
    assert example.finding("0" * 16) is None


def test_a_finding_in_source_shows_its_lines_and_rows(example: Result) -> None:
    (found,) = example.findings(verdict="unmet", standard="component/providers_stand_apart")
    view = finding.finding(example, found)
    assert view.excerpt is not None and view.excerpt.marked == found.line
    assert "import" in view.excerpt.lines[view.excerpt.marked - view.excerpt.first]
    assert view.evidence and view.exchange is None
    assert example.finding(found.fingerprint) == found


def test_a_finding_in_a_recording_shows_the_call_masked_and_no_text_of_the_file(example: Result) -> None:
    found = example.findings(verdict="unmet", standard="api/personal_answers_are_not_cached")[0]
    view = finding.finding(example, found)
    assert view.excerpt is None and view.exchange is not None
    assert view.exchange.call["line"] == found.line
    assert {header["name"] for header in view.exchange.response} >= {"cache-control"}
    assert 'class="marked"' in view.exchange.waterfall


def test_many_findings_say_the_same_as_one(example: Result) -> None:
    unmet = example.findings(verdict="unmet")
    assert [finding.finding(example, found) for found in unmet[:5]] == list(finding.findings(example, unmet))[:5]


def test_a_recording_tells_its_calls_in_order(example: Result) -> None:
    for path in recording.recorded(example):
        view = recording.recording(example, path)
        starts = [call["started_at"] for call in view.calls if call["started_at"]]
        assert starts == sorted(starts) and view.more == 0
        assert view.waterfall.count("ms</text>") == len(starts) + 3


def test_a_call_is_counted_among_all_of_its_recording(example: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    found = example.findings(verdict="unmet", standard="api/personal_answers_are_not_cached")[-1]
    told = finding.finding(example, found).exchange
    monkeypatch.setattr(recording, "_MOST_CALLS", 1)
    assert told is not None and finding.finding(example, found).exchange == told
    view = recording.recording(example, str(found.path))
    assert len(view.calls) == 1 and view.more == told.calls - 1 > 0


def test_tools_tell_what_was_read_and_what_is_not_there(example: Result) -> None:
    view = tools.tools(example)
    read = sum(collected["outcome"] == "read" for collected in example.collections())
    assert sum(part.read for part in view.read) == read
    assert all(not part.read for part in view.absent) and view.computed
    assert {part.tool.name for part in tools.tools(example, "testing").read} < {part.tool.name for part in view.read}


def test_gaps_and_groups_name_what_to_do(example: Result) -> None:
    assert all(gap.remedy and gap.standards for gap in digest.gaps(example))
    assert digest.plural(1, "entry", "entries") == "1 entry" and digest.plural(2, "entry", "entries") == "2 entries"


@pytest.mark.parametrize("name", ["payment", "security", ""])
def test_a_domain_tells_its_verdicts_measures_tools_and_plan(example: Result, name: str) -> None:
    view = domain.domain(example, name, plan(example))
    facing = [unit for unit in digest.units(example)[0] if not name or name in unit.domains]
    assert {row.unit.name for row in view.units} == {unit.name for unit in facing}
    known = example.standards.values()
    assert {row.id for row in view.standards} == {one.id for one in known if name in ("", one.domain)}
    judged = [found for found in example.findings() if name in ("", found.domain) and found.verdict != Verdict.UNKNOWN]
    assert sum(row.judged for row in view.standards) == len(judged)
    assert view.metrics and all(name in ("", row.metric.domain) for row in view.metrics)
    assert all(name in ("", *line.domains) for line in view.plan.lines)
    assert view.fresh and view.course.runs == 1 and not view.course.plot


def test_a_domain_leads_to_what_there_is_for_it(two: tuple[Result, Result]) -> None:
    pages = site.environment(lambda kind, name="", part="": f"#{kind}.{name}")
    first, second = (pages.get_template("domain.html").render(view=domain.domain(one, "api", plan(one))) for one in two)
    assert all(f'href="{to}"' in second for to in ("#trends.", "#why.api", "#plan.api", "#performance."))
    assert 'href="#why.api"' not in first and "begins with the second run" in first


def test_the_worst_value_of_a_metric_is_the_worst_by_what_is_better(example: Result) -> None:
    for row in domain.domain(example, "", plan(example)).metrics:
        values = [one.value for one in row.values if one.value is not None]
        assert row.worst.value == (min(values) if row.metric.better == "higher" else max(values))


def test_the_plan_tells_its_lines_in_order_and_what_they_answer(example: Result) -> None:
    made = plan(example)
    view = planned.page(example, made, most=3)
    assert [line.rank for line in view.lines] == [1, 2, 3] and view.more == len(made.lines) - 3
    unit = view.lines[0].units[0]
    assert all(unit in line.units for line in planned.page(example, made, unit=unit).lines)


def test_a_gain_is_sure_only_where_all_of_it_is(example: Result) -> None:
    made = plan(example)
    sure, unsure = (
        next(line for line in made.lines if (line.item.group.verdict == Verdict.UNKNOWN) is unknown)
        for unknown in (False, True)
    )
    view = planned.page(example, replace(made, lines=(sure, replace(sure, also=(unsure.item,)))))
    assert [line.sure for line in view.lines] == [True, False]


def test_history_needs_two_runs_and_then_tells_where_one_came_from(two: tuple[Result, Result]) -> None:
    before, after = two
    assert trends.trends(before).course.runs == past.course(before, "first").runs == 1 and before.since is None
    view = trends.trends(after)
    assert view.course.runs == 2 and 'class="band"' in view.course.plot
    row = next(row for row in view.units if row.name == "farol-integration")
    assert row.change < 0
    assert after.since is not None and after.since.new
    new = finding.finding(after, after.since.new[0])
    old = finding.finding(after, next(f for f in after.findings(verdict="unmet") if f not in after.since.new))
    assert new.standing and new.standing.since and new.standing.since.id == after.run.id
    assert old.standing and old.standing.since and old.standing.since.id == before.run.id


def test_a_review_tells_what_the_change_brought(two: tuple[Result, Result]) -> None:
    view = review.review(compare(*two), two[1].standards, Gate(False, ("1 new unmet must",)))
    assert view.counts["new"] and view.counts["unchanged"] and not view.counts["fixed"]
    assert [unit.name for unit in view.units] == ["farol-integration"]
    assert sum(part.count for part in view.parts) == sum(view.counts.values())
    assert sum(len(group.rows) for part in view.parts for group in part.parts) == sum(view.counts.values())


def test_values_are_thinned_evenly_and_the_last_stays() -> None:
    values = [float(n) for n in range(1000)]
    assert past.thin(values, 100)[-1] == 999 and len(past.thin(values, 100)) == 100
    assert past.thin(values[:3], 100) == values[:3]
