"""Recordings become flows on one clock, and their critical paths hold what the length of each hangs on."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from analysis.recorded import call, recorded
from assay.analysis.critical_path import critical_path
from assay.analysis.flows import Timed, busy, flows


def test_the_critical_path_leaves_out_what_goes_on_beside_it(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    result = recorded(
        root,
        pay=[
            call("/", 0, 100, type="text/html", body="<p>"),
            call("/short", 110, 50),
            call("/long", 112, 300),
            call("/beside", 200, 100),
            call("/last", 500, 80),
        ],
    )
    (flow,) = flows(result.evidence)
    path = critical_path(flow)
    assert path is not None
    assert [(step.call.route, step.took, step.pause) for step in path.steps] == [
        ("/", 100, 0),
        ("/long", 300, 12),
        ("/last", 80, 88),
    ]
    assert path.total == 580
    assert path.network == 100 + (412 - 110) + 80


@pytest.mark.parametrize("seed", range(20))
def test_busy_is_the_milliseconds_in_which_anything_is_under_way(seed: int) -> None:
    chance = random.Random(seed)
    spans = [(start, start + chance.randint(0, 30)) for start in (chance.randint(0, 100) for _ in range(12))]
    under_way = {ms for start, end in spans for ms in range(start, end)}
    blank: dict[str, Any] = dict.fromkeys(Timed._fields)
    calls = [Timed(**{**blank, "start": float(start), "end": float(end)}) for start, end in spans]
    assert busy([*calls, Timed(**blank)]) == len(under_way)


def test_each_flow_says_what_its_times_are(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    phases = {"dns": 4, "connect": 20, "send": 0, "wait": 30, "receive": 6}
    result = recorded(
        root,
        browser=[call("/", 0, 60, timings=phases), call("/a", 70, 33)],
        recorder=[call("/", 0, 60), call("/a", 70, 33)],
        made_up=[call(f"/{n}", n * 1000, 40 + n, headers={"x-runtime": "0.02"}) for n in range(5)],
        seconds=[call(f"/{n}", at * 1000, 40 + n, headers={"x-runtime": "1"}) for n, at in enumerate((0, 1, 5, 6))],
        silent=[call(f"/{n}", 0, 0) for n in range(3)],
    )
    assert {flow.recording: flow.times for flow in flows(result.evidence)} == {
        "browser": "phases",
        "recorder": "totals",
        "made_up": "server",
        "seconds": "server",
        "silent": "none",
    }
    assert [critical_path(flow) is None for flow in flows(result.evidence) if not flow.timed] == [True, True, True]


def test_page_views_are_flows_of_their_own(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    result = recorded(
        root, pay=[call("/", 0, 10, page="one"), call("/", 900, 20, page="two"), call("/b", 925, 7, page="two")]
    )
    found = flows(result.evidence)
    assert [(flow.page, len(flow.calls), flow.calls[0].start) for flow in found] == [("one", 1, 0), ("two", 2, 0)]
