"""Which recordings have times to rely on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from assay.derivations.clocks import Clocked, derive, times
from assay.model import Target

BEGAN = datetime(2024, 3, 1, 12, 0, 0, 1)


def call(ms: float | None, took: float | None, phased: bool = False, told: bool = False) -> Clocked:
    return Clocked(None if ms is None else BEGAN + timedelta(milliseconds=ms), took, phased, told)


@pytest.mark.parametrize(
    ("calls", "wanted"),
    [
        ([call(0, 10), call(20, 11)], "totals"),
        ([call(0, 10), call(20, 11, phased=True)], "phases"),
        ([call(0, 10), call(None, 11)], "none"),
        ([call(0, 10, told=True), call(20, None)], "server"),
        ([call(0, 0), call(20, 0)], "none"),
        ([call(0, 10), call(7, 10), call(31, 10)], "totals"),
        ([call(0, 10), call(7, 10), call(31, 10), call(50, 10)], "none"),
        ([call(0, 10), call(20, 12), call(40, 13), call(60, 14)], "none"),
        ([call(n, n + 1) for n in (0, 20, 41, 60)], "totals"),
        ([call(n - 0.001, n + 1) for n in (0, 2000, 5000, 6000)], "none"),
    ],
)
def test_times_are_told_from_what_is_made_up(calls: list[Clocked], wanted: str) -> None:
    assert times(calls) == wanted


def test_each_source_has_a_clock_of_its_own() -> None:
    rows = [("a.har", *call(0, 10)), ("a.har", *call(3, 12)), ("b.har", *call(None, None, told=True))]
    found = derive({"calls": rows}, Target([]))
    assert [(row.path, row.times) for row in found] == [("a.har", "totals"), ("b.har", "server")]  # type: ignore[attr-defined]
