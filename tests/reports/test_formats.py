"""Reports in formats that programs read: valid, complete, and nothing in them speaks to the reader's machine."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema_rs
import msgspec
import pytest

from assay.engine.result import Result, Since
from assay.model import Verdict
from assay.reports import html, junit, markdown, openmetrics, sarif
from assay.reports import json as json_report
from assay.reviews.gate import FailOn, gate
from assay.store.catalog import Wider

HERE = Path()
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@pytest.fixture
def log(result: Result) -> Any:
    return json.loads(sarif.render(result, HERE, show_all=True))["runs"][0]


def test_json_keeps_its_published_contract(result: Result) -> None:
    out = json.loads(json_report.render(result, HERE))
    jsonschema_rs.validate(json_report.schema(), out)
    assert out["findings"] == msgspec.to_builtins(result.findings())
    assert {"run", "integrations", "findings", "collections", "measures"} <= out.keys()
    unit = out["integrations"][0]
    assert {"name", "kind", "provider", "owner", "path", "verdict", "score"} <= unit.keys()
    names = {"standard", "level", "domain", "integration", "subject", "verdict", "reason", "path", "line"}
    assert names | {"fingerprint", "waived"} <= out["findings"][0].keys()
    assert {finding["verdict"] for finding in out["findings"]} == {"met", "unmet", "unknown"}


def test_sarif_tells_unmet_findings_only_unless_asked(result: Result) -> None:
    usual = json.loads(sarif.render(result, HERE))["runs"][0]["results"]
    assert {found["kind"] for found in usual} == {"fail"}
    assert len(usual) == len(result.findings(verdict=Verdict.UNMET))


def test_sarif_levels_and_kinds_agree(log: Any) -> None:
    told = {(found["ruleId"], found["kind"], found["level"]) for found in log["results"]}
    assert ("service/calls_time_out", "fail", "error") in told
    assert ("testing/tests_assert", "open", "none") in told
    assert ("component/files_are_short", "pass", "none") in told


def test_sarif_results_point_at_their_rules_and_have_stable_fingerprints(log: Any, result: Result) -> None:
    rules = log["tool"]["driver"]["rules"]
    fingerprints = {finding.fingerprint for finding in result.findings()}
    for found in log["results"]:
        assert rules[found["ruleIndex"]]["id"] == found["ruleId"]
        assert found["partialFingerprints"]["assayFinding/v1"] in fingerprints
    for rule in rules:
        assert rule["help"]["markdown"] and rule["shortDescription"]["text"]


def test_sarif_locations_are_relative_and_encoded(log: Any) -> None:
    uris = [found["locations"][0]["physicalLocation"]["artifactLocation"] for found in log["results"]]
    assert {uri["uriBaseId"] for uri in uris} == {"%SRCROOT%"}
    for uri in uris:
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri["uri"]) and not uri["uri"].startswith("/")
    assert "packages/evil-pay/%1B%5B2Jsrc/a%7Cb%3Cscript%3E.ts" in {uri["uri"] for uri in uris}


def test_sarif_suppresses_what_is_waived_and_tells_what_failed(log: Any) -> None:
    waived = [found for found in log["results"] if "suppressions" in found]
    assert [found["ruleId"] for found in waived] == ["security/sinks_are_clean"]
    (failed,) = log["invocations"][0]["toolExecutionNotifications"]
    assert "is cut short" in failed["message"]["text"]


def test_sarif_says_why_a_finding_is_suppressed(result: Result) -> None:
    waiver = {"name": "0a1b", "reason": "in \x1b[2JMay", "author": "Kim", "until": "2027-01-01", "origin": "assay.toml"}
    named = {f.fingerprint: f for f in result.findings("unmet") if f.waived}
    result.db.execute("update finding set waiver = '0a1b' where waived")
    result.run = msgspec.structs.replace(result.run, waivers=(waiver,))
    log = json.loads(sarif.render(result, HERE))
    told = [found["suppressions"][0] for found in log["runs"][0]["results"] if "suppressions" in found]
    assert len(told) == len(named) == 1
    assert told[0]["status"] == "accepted"
    assert told[0]["justification"] == "in \\x1b[2JMay (Kim, until 2027-01-01; assay.toml)"


def test_junit_is_xml_that_counts_right(result: Result) -> None:
    root = ElementTree.fromstring(junit.render(result, HERE))
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("7", "3", "2")
    for suite in root:
        assert len(suite) == int(suite.get("tests") or 0)
    assert "never gives up" in "".join(root.itertext())


@pytest.mark.parametrize("report", [json_report, sarif, junit, markdown])
def test_nothing_that_is_shown_is_obeyed(report: Any, result: Result) -> None:
    assert not _CONTROL.search(report.render(result, HERE, show_all=True))


def test_markdown_holds_no_html_link_or_mention_of_the_evidence(result: Result) -> None:
    page = markdown.render(result, HERE, gate=gate(result))
    assert "\\<img" in page and not re.search(r"(?<!\\)<img", page)
    assert not re.search(r"(?<!\\)\[link", page)
    assert "@shop" not in page
    assert "The gate does not hold: 3 unmet must" in page


@pytest.mark.parametrize(
    ("fail_on", "least", "holds"),
    [("never", None, True), ("must", None, False), ("unproven", None, False), ("never", 50, False), ("never", 0, True)],
)
def test_the_gate_holds_or_says_why_not(result: Result, fail_on: str, least: float | None, holds: bool) -> None:
    held = gate(result, FailOn(fail_on), least)
    assert held.holds is holds
    assert bool(held.reasons) is not holds


def test_a_waived_finding_does_not_fail_the_gate(result: Result) -> None:
    result.db.execute("delete from finding where not waived and verdict = 'unmet'")
    assert gate(result, FailOn.MAY).holds


@pytest.fixture
def warned(result: Result) -> Result:
    """The same run, told of a waiver, in a sub-directory of its repository, with a wider profile to be had."""
    wider = (
        Wider(profile="system", standards=12, needs=("Schemathesis",)),
        Wider(profile="production", standards=12, needs=()),
    )
    warnings = ("assay.toml: the waiver of a/b by Kim matches nothing unmet: remove it",)
    run = msgspec.structs.replace(result.run, warnings=warnings, prefix="shops/a b/", wider=wider)
    return dataclasses.replace(result, run=run)


@pytest.mark.parametrize("report", [json_report, sarif, junit, markdown])
def test_every_report_tells_what_the_run_was_warned_of(report: Any, warned: Result) -> None:
    assert "matches nothing unmet" in report.render(warned, HERE)


@pytest.mark.parametrize("report", [json_report, junit, markdown, openmetrics, html])
def test_what_judged_a_selection_only_is_told(report: Any, result: Result) -> None:
    result.run = msgspec.structs.replace(result.run, selection="security/chosen")
    assert "security/chosen" in report.render(result, HERE)


def test_sarif_paths_start_at_the_root_of_the_repository(warned: Result) -> None:
    log = json.loads(sarif.render(warned, HERE, show_all=True))["runs"][0]
    uris = {found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for found in log["results"]}
    assert all(uri.startswith("shops/a%20b/packages/") for uri in uris)


def test_wider_profiles_are_told_with_what_they_need(warned: Result) -> None:
    page = markdown.render(warned, HERE)
    assert "Profile system judges 12 more standards; it needs Schemathesis." in page
    assert "Profile production adds nothing yet" in page


def test_wider_profiles_that_judge_the_same_share_a_sentence(warned: Result) -> None:
    wider = tuple(Wider(profile=name, standards=12, needs=("Schemathesis",)) for name in ("system", "production"))
    warned.run = msgspec.structs.replace(warned.run, wider=wider)
    told = "Profiles system and production judge 12 more standards; they need Schemathesis."
    assert told in markdown.render(warned, HERE)


def test_markdown_tells_what_is_new_since_the_run_before(result: Result) -> None:
    unmet = result.findings(verdict="unmet")
    assert "Since the run" not in markdown.render(result, Path())
    result.since = Since(result.run, "", unmet[:2], [], [], [])
    assert "Since the run of 2024-07-15 00:00 (0123456789): 2 new." in markdown.render(result, Path()).replace("\\", "")
    result.since = Since(None, "a selection is compared with no run", [], [], [], [])
    assert "Since the run" not in markdown.render(result, Path())
