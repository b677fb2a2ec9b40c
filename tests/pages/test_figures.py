"""Numbers as people read them."""

from __future__ import annotations

from datetime import datetime

import pytest

from assay.pages import figures


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0.5384615, "ratio", "53.8 %"),
        (1.0, "ratio", "100 %"),
        (0.9996, "ratio", "99.9 %"),
        (0.0004, "ratio", "0.04 %"),
        (6560.5, "ms", "6.56 s"),
        (48, "ms", "48 ms"),
        (93_406.25, "bytes", "93.4 kB"),
        (12, "bytes", "12 B"),
        (1003.0, "count", "1,003"),
        (2.5, "per 1,000 lines of code", "2.50 per 1,000 lines of code"),
        (None, "ms", "–"),
    ],
)
def test_numbers_carry_their_unit(value: float | None, unit: str, told: str) -> None:
    assert figures.number(value, unit) == told


def test_intervals_name_the_unit_once() -> None:
    assert figures.interval(0.405, 0.667, "ratio") == "40.5 – 66.7 %"
    assert figures.interval(900, 1200, "ms") == "900 ms – 1.20 s"
    assert figures.interval(1, 1, "ratio") == "100 %"
    assert figures.interval(None, 1) == ""


def test_scores_and_populations() -> None:
    assert (figures.score(86.4, 87.2), figures.score(99.2, 99.4)) == ("86–87", "99")
    assert (figures.score(99.6, 100), figures.score(99.6, 99.8), figures.score(100, 100)) == ("99–100", "99", "100")
    assert (figures.population(28.0, 52.0), figures.population(None, None)) == ("28 of 52", "")


def test_times_are_read_from_text_and_shown_as_they_are_when_they_are_none() -> None:
    assert figures.moment("2024-07-15T14:05:00.000000+00:00") == "15 Jul 2024, 14:05"
    assert figures.day(datetime(2024, 7, 5)) == "5 Jul 2024"
    assert (figures.day("never"), figures.day(None)) == ("never", "–")
