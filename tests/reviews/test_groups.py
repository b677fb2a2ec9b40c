"""What belongs on one line of the plan, and what work it takes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from assay.engine.result import Finding
from assay.model import Effort, Level, Origin, Verdict
from assay.model.standard import Standard
from assay.reviews.groups import Group, Work, groups

HAR = "packages/a/pay.har"


def standard(effort: Effort) -> Standard:
    return Standard(
        id="x/good", domain="x", title="It is good", level=Level.MUST, why="Why.", fix="Fix.", effort=effort,
        reference=(), since="1", sql="", digest="", file="",
    )  # fmt: skip


def finding(unit: str, reason: str, path: str | None, line: int | None = 1, **more: Any) -> Finding:
    stated = {"verdict": Verdict.UNMET, "waived": False, "origin": None, "subject": f"{path}:{line} {reason}"} | more
    return Finding(
        standard="x/good", level=Level.MUST, domain="x", integration=unit, reason=reason, path=path, line=line,
        fingerprint=f"{unit}{stated['subject']}", **stated,
    )  # fmt: skip


def grouped(
    *findings: Finding, effort: Effort = Effort.LINE, seen: Collection[str] = (), origin: Origin = Origin.RECORDING
) -> list[Group]:
    return groups(findings, {"x/good": standard(effort)}, seen, lambda tool: origin)


def works(group: Group) -> list[tuple[str, int]]:
    counted = {kind: sum(work.effort is kind for work in group.works) for kind in Effort}
    return [(kind.value, count) for kind, count in counted.items() if count]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("has 2 lines", "has 1 line"),
        ("imports src/a/b.ts", "imports lib/c.tsx:12"),
        ("names cdn.one.example without a scheme", "names other.test without a scheme"),
        ("a-integration is given none", "b-integration is given none"),
        ("shares x with b-integration", "shares x with a-integration"),
    ],
)
def test_reasons_that_differ_in_numbers_files_hosts_or_unit_have_one_cause(one: str, other: str) -> None:
    found = grouped(finding("a-integration", one, "a.ts"), finding("b-integration", other, "b.ts"))
    assert [len(group.findings) for group in found] == [2]


@pytest.mark.parametrize(
    ("one", "other"),
    [("POST /order carries no key", "POST /order/{id} carries no key"), ("rule a is off", "rule b is off")],
)
def test_other_reasons_have_causes_of_their_own(one: str, other: str) -> None:
    assert len(grouped(finding("a", one, "a.ts"), finding("a", other, "b.ts"))) == 2


def test_a_cause_keeps_what_the_reader_knows_it_by() -> None:
    (group,) = grouped(finding("order", "POST /v2/order/{id} (order_finalize) took 14.9 s", "x"))
    assert group.cause == "POST /v2/…/{id} (order_finalize) took # s"


def test_what_stands_in_one_file_is_one_line_unless_it_was_observed_there() -> None:
    here = (finding("a", "rule x is off", "conf.json", 1), finding("b", "rule y is off", "conf.json", 2))
    assert [group.units for group in grouped(*here)] == [("a", "b")]
    assert len(grouped(*here, seen={"conf.json"})) == 2


@pytest.mark.parametrize(
    ("effort", "taken"),
    [
        (Effort.LINE, [("line", 3)]),
        (Effort.LOCAL, [("local", 3)]),
        (Effort.SETTING, [("setting", 2)]),
        (Effort.PIPELINE, [("pipeline", 1)]),
        (Effort.DESIGN, [("design", 3)]),
        (Effort.OUTSIDE, [("outside", 1)]),
    ],
)
def test_work_on_source_is_counted_by_place_by_file_or_once(effort: Effort, taken: list[tuple[str, int]]) -> None:
    at = [finding("a", "bad", "a.ts", 1), finding("a", "bad", "a.ts", 9), finding("b", "bad", "b.ts", 1)]
    twice = finding("c", "bad", "b.ts", 1)  # one place that two units share
    (group,) = grouped(*at, twice, effort=effort)
    assert works(group) == taken


@pytest.mark.parametrize(
    ("effort", "taken"),
    [
        (Effort.LINE, [("line", 2)]),
        (Effort.LOCAL, [("local", 1), ("record", 2)]),
        (Effort.DESIGN, [("record", 2), ("design", 1)]),
        (Effort.RECORD, [("record", 2)]),
        (Effort.OUTSIDE, [("record", 2), ("outside", 1)]),
    ],
)
def test_what_recordings_show_is_mended_once_and_recorded_anew(effort: Effort, taken: list[tuple[str, int]]) -> None:
    at = [finding("a", "3 bad", HAR, 5), finding("b", "1 bad", "packages/b/pay.har", 7)]
    (group,) = grouped(*at, effort=effort, seen={HAR, "packages/b/pay.har"})
    assert works(group) == taken


def test_a_recording_made_anew_answers_whatever_was_seen_in_it_first() -> None:
    at = [finding("a", "first a token", HAR), finding("a", "first a password", "b.har")]
    (group,) = grouped(*at, effort=Effort.RECORD, seen={HAR, "b.har"})
    assert group.works == {Work(Effort.RECORD, HAR), Work(Effort.RECORD, "b.har")}


@pytest.mark.parametrize(
    ("origin", "taken", "fix"),
    [
        (Origin.RECORDING, [("record", 2), ("design", 2)], "Add A tool, one flow for each unit; then"),
        (Origin.REPORT, [("pipeline", 1)], "Add A tool from one job of the pipeline; then"),
        (Origin.SOURCE, [("local", 2)], "Add A tool; then"),
    ],
)
def test_bringing_evidence_takes_what_it_is(origin: Origin, taken: list[tuple[str, int]], fix: str) -> None:
    lacking = [
        finding(unit, "no evidence of call; add A tool", f"packages/{unit}", None, verdict=Verdict.UNKNOWN)
        for unit in ("a", "b")
    ]
    (group,) = grouped(*lacking, origin=origin)
    assert works(group) == taken
    assert group.title == "Bring evidence: A tool"
    assert group.fix.startswith(fix)
    assert group.seen == "nothing was read of call"


def test_one_source_does_not_stand_for_another() -> None:
    lacking = [
        finding("a", f"no evidence of t; add {tool}", "packages/a", None, verdict=Verdict.UNKNOWN, subject=tool)
        for tool in ("A", "B")
    ]
    one, other = grouped(*lacking, origin=Origin.SOURCE)
    assert not one.works & other.works


def test_what_is_met_or_waived_is_no_work() -> None:
    assert grouped(finding("a", "bad", "a.ts", waived=True), finding("a", "ok", "b.ts", verdict=Verdict.MET)) == []
