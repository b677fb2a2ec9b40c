"""Views say what the run says: of the example, as it is judged."""

from __future__ import annotations

import pytest

from assay.engine.result import Result
from assay.model import Level, Verdict
from assay.pages import digest, finding, integration, overview, recording, standard, tools


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


def test_tools_tell_what_was_read_and_what_is_not_there(example: Result) -> None:
    view = tools.tools(example)
    read = sum(collected["outcome"] == "read" for collected in example.collections())
    assert sum(part.read for part in view.read) == read
    assert all(not part.read for part in view.absent) and view.computed
    assert {part.tool.name for part in tools.tools(example, "testing").read} < {part.tool.name for part in view.read}


def test_gaps_and_groups_name_what_to_do(example: Result) -> None:
    assert all(gap.remedy and gap.standards for gap in digest.gaps(example))
    assert digest.plural(1, "entry", "entries") == "1 entry" and digest.plural(2, "entry", "entries") == "2 entries"
