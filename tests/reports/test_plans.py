"""The plan as text: hostile names are shown and never obeyed, issues keep GitHub's limits, JSON keeps its schema."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import jsonschema_rs
import msgspec
import pytest
import yaml
from rich.console import Console

from assay.engine.result import Result
from assay.reports.plans import json as plan_json
from assay.reports.plans import markdown, terminal
from assay.reports.plans.issues import issues
from assay.reviews.plan import Plan, plan
from assay.reviews.way import way_to_fit


@pytest.fixture
def planned(result: Result) -> Plan:
    return plan(result)


def screen(planned: Plan, width: int = 100, **more: object) -> str:
    out = io.StringIO()
    terminal.show(planned, top=10, console=Console(file=out, width=width, highlight=False), **more)  # type: ignore[arg-type]
    return out.getvalue()


def test_the_screen_tells_gain_effort_place_and_what_comes_after(planned: Plan) -> None:
    told = screen(planned)
    assert "Outbound calls give up in time" in told
    assert "packages/acme-pay/a.ts:12 and 1 more place" in told
    assert "of floor in 2 units, 2 musts less; for local × 2 (4 steps)" in told
    assert "acme-pay becomes fit" in told


def test_nothing_speaks_to_the_terminal(planned: Plan) -> None:
    for text in (screen(planned), markdown.render(planned, top=9)):
        assert not set(text) & {"\x1b", "\x07", "\x00", "\u202e"}
    assert "<img" not in markdown.render(planned, top=9).replace("\\<img", "")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_screen_keeps_to_its_width(planned: Plan, width: int) -> None:
    assert all(len(line) <= width for line in screen(planned, width).splitlines())


def test_json_keeps_its_schema(planned: Plan, result: Result) -> None:
    written = json.loads(msgspec.json.encode(plan_json.out(planned, result)))
    jsonschema_rs.validate(plan_json.schema(), written)
    fingerprints = [name for line in written["lines"] for name in line["item"]["findings"]]
    assert len(fingerprints) == len(set(fingerprints)) == 4


def test_an_issue_says_what_where_why_how_and_when_it_is_done(planned: Plan, result: Result) -> None:
    texts = {issue.name: issue.text for issue in issues(planned, result, top=9, owners=True)}
    (text,) = [text for name, text in texts.items() if "outbound-calls-give-up" in name]
    _, front, body = text.split("---\n", 2)
    head = yaml.safe_load(front)
    assert head["title"] == "Outbound calls give up in time"
    assert head["labels"] == ["assay", "must", "service"]
    assert "assignees" not in head  # a team cannot be assigned
    assert "holds the shopper hostage" in body
    assert "`packages/acme-pay/a.ts:12`" in body
    assert "Set a timeout on the client" in body
    assert "assay explain " in body
    assert "@shop/pay" in body


def test_without_being_asked_an_issue_calls_nobody(planned: Plan, result: Result) -> None:
    assert not any("@shop" in issue.text for issue in issues(planned, result, top=9))


def test_persons_are_assigned(planned: Plan, result: Result) -> None:
    for unit in result.integrations:
        unit.owner = "@ada @shop/pay ada@example.com"
    heads = [yaml.safe_load(issue.text.split("---\n")[1]) for issue in issues(planned, result, top=9, owners=True)]
    assert [head["assignees"] for head in heads] == [["ada"]] * len(heads)


def test_an_issue_of_many_findings_keeps_githubs_limits(planned: Plan, result: Result) -> None:
    line = planned.lines[0]
    group = line.item.group
    long = msgspec.structs.replace(group.findings[0], reason="é" * 5_000, path="p/" * 2_000, line=1)
    many = replace(group, title="t" * 400, findings=(long,) * 400)
    big = replace(planned, lines=(replace(line, item=replace(line.item, group=many)),))
    (issue,) = issues(big, result, top=1)
    _, front, body = issue.text.split("---\n", 2)
    assert len(yaml.safe_load(front)["title"]) <= 256
    assert len(body) <= 65_536
    assert len(issue.name) <= 100


def test_hostile_text_leaves_front_matter_whole(planned: Plan, result: Result) -> None:
    for issue in issues(planned, result, top=9):
        _, front, body = issue.text.split("---\n", 2)
        assert set(yaml.safe_load(front)) <= {"title", "labels", "assignees"}
        assert "\x1b" not in body


def test_the_way_to_fit_heads_its_screen(result: Result) -> None:
    way = way_to_fit(result, "acme-pay")
    told = " ".join(screen(way.plan, way=way).split())
    assert "acme-pay is unfit; the cheapest way to fit is 1 line of 2 steps" in told
    assert "Files are short" not in told
