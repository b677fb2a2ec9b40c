"""The formulas of the lifecycle's metrics give numbers known by hand."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from assay.engine.judge import judge
from assay.engine.standards import load_metrics
from payment_events import BEGIN, event, evidence

AS_OF = BEGIN + timedelta(days=60)


def measured(name: str, events: list[dict[str, object]], draft: Path) -> dict[str, tuple[float, float, float]]:
    """Dimension -> (value, numerator, denominator), 60 days later."""
    found = evidence(events, draft)
    found.set_collections([], draft)
    metric = load_metrics()[f"payment/{name}"]
    day = date(AS_OF.year, AS_OF.month, AS_OF.day)
    assert judge(found, [], as_of=day, limits={}, draft=draft, metrics=[metric]) == {}
    rows = found.db.execute("select dimension, value, numerator, denominator from measure").fetchall()
    return {row[0]: row[1:] for row in rows}


def _held() -> list[dict[str, object]]:
    return [
        *(event(state, n, 1000, payment="captured") for n, state in enumerate(("authorized", "captured"))),
        event("authorized", 0, 500, payment="held"),
        event("authorized", 60 * 24 * 50, 300, payment="new"),
        *(event(state, n, 200, payment="lapsed") for n, state in enumerate(("authorized", "expired"))),
        event("authorized", 0, 90, payment="swedish", currency="SEK"),
        event("authorized", 0, 90, payment="tried", environment="test"),
    ]


def test_what_is_authorised_is_captured_or_let_go_by_currency(tmp_path: Path) -> None:
    assert measured("capture_ratio", _held(), tmp_path) == {
        "currency=EUR": (0.5, 1000, 2000),
        "currency=SEK": (0, 0, 90),
    }
    assert measured("auth_leakage", _held(), tmp_path) == {
        "currency=EUR": (pytest.approx(0.35), 700, 2000),
        "currency=SEK": (1, 90, 90),
    }


def test_more_captured_of_one_payment_does_not_hide_another(tmp_path: Path) -> None:
    told = [event("authorized", 0, 100), event("captured", 1, 200), event("authorized", 0, 100, payment="q")]
    assert measured("capture_ratio", told, tmp_path)["currency=EUR"] == (0.5, 100, 200)


def test_fitness_counts_illegal_changes_among_steps_and_payments(tmp_path: Path) -> None:
    told = [event("voided", 0), event("captured", 1, 5), event("captured", 1, 5, payment="q")]
    assert measured("lifecycle_fitness", told, tmp_path)[""] == (4 / 5, 4, 5)


def test_unknown_outcomes_count_until_they_are_known(tmp_path: Path) -> None:
    told = [event("captured", 0, 5, payment="known")]
    told += [event("unknown", 0, payment="soon"), event("captured", 0.5, 5, payment="soon")]
    told += [event("unknown", 0, payment="late"), event("captured", 5, 5, payment="late")]
    told += [event("unknown", 0, payment="never")]
    assert measured("unknown_rate", told, tmp_path)[""] == (2 / 4, 2, 4)
    assert measured("unknown_resolution_p95", told, tmp_path) == {}
    for number in range(21):
        told += [event("unknown", 0, payment=f"p{number}"), event("captured", number, 5, payment=f"p{number}")]
    waits = sorted([30, 300, *(60 * number for number in range(1, 21)), 0])
    assert measured("unknown_resolution_p95", told, tmp_path)[""][0] == pytest.approx(
        waits[20] + 0.9 * (waits[21] - waits[20])
    )
