"""The plan of performance as a screen and as JSON, from a recording with hostile names."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
from rich.console import Console

from analysis.recorded import call, recorded
from assay.cli import run
from assay.engine.result import Result
from assay.reports.plans import performance as report
from assay.reviews.performance import performance

HOSTILE = "/x\x1b[2J\u202e/[red]<b>"


@pytest.fixture
def judged(tmp_path: Path) -> Result:
    root = tmp_path / "shop"
    root.mkdir()
    reads = [call(HOSTILE, 0, 100), call(HOSTILE, 130, 80), call("/settings", 300, 1000), call("/late", 1310, 700)]
    return recorded(root, pay=reads)


def screen(result: Result) -> str:
    out = io.StringIO()
    report.show(performance(result), top=5, console=Console(file=out, width=160, highlight=False))
    return out.getvalue()


def test_the_screen_tells_what_is_saved_where_and_by_whose_clock(judged: Result) -> None:
    told = screen(judged)
    assert "1 recorded flow: 1 with total times only" in told
    assert "at most 780 ms in 1 flow" in told
    assert "80 ms in 1 flow; 2 bytes" in told
    assert "pay.har:" in told
    assert "On the critical paths of 1 flow" in told


def test_nothing_speaks_to_the_terminal(judged: Result) -> None:
    assert not set(screen(judged)) & {"\x1b", "\u202e"}


def test_json_keeps_its_schema(judged: Result) -> None:
    written = json.loads(msgspec.json.encode(report.out(performance(judged), judged)))
    jsonschema_rs.validate(report.schema(), written)
    assert {item["kind"] for item in written["time"]} == {"serial reads", "repeated read"}
    assert [step["took"] for step in written["paths"][0]["steps"]] == [100, 80, 1000, 700]


def test_the_command_prints_it_and_refuses_what_makes_no_sense(
    judged: Result, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["improve", str(tmp_path / "shop"), "--lake", str(tmp_path / "lake"), "--kind", "performance"]
    assert run([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["flows"] == 1
    assert run([*words, "--to", "fit"]) == 2
    assert "Leave --to" in capsys.readouterr().err
