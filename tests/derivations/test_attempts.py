"""Each decision of a provider is one attempt, whatever sides told it and however often."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from paid import event, evidence_of


def attempts(folder: Path, *events: dict[str, Any]) -> list[tuple[Any, ...]]:
    db = evidence_of(folder, payment_event=list(events)).db
    return db.execute("select payment, number, outcome, amount_minor from payment_attempt order by all").fetchall()


def test_a_capture_is_no_second_approval(tmp_path: Path) -> None:
    found = attempts(
        tmp_path,
        event("a", "created"),
        event("a", "authorized", "2024-07-01T10:00:05", amount_minor=500),
        event("a", "authorized", "2024-07-01T10:00:06", amount_minor=500, side="webhook"),
        event("a", "captured", "2024-07-02T10:00:00", amount_minor=300),
        event("a", "captured", "2024-07-03T10:00:00", amount_minor=200),
        event("a", "refunded", "2024-07-04T10:00:00", amount_minor=200),
    )
    assert found == [("a", 1, "approved", 500)]


def test_declines_of_one_payment_are_told_apart_by_their_charges(tmp_path: Path) -> None:
    found = attempts(
        tmp_path,
        event("a", "declined", reference="ch_1"),
        event("a", "declined", "2024-07-01T10:00:02", reference="ch_1", side="webhook"),
        event("a", "declined", "2024-07-01T10:00:30", reference="ch_2"),
        event("a", "error", "2024-07-01T10:01:30"),
        event("a", "captured", "2024-07-01T10:03:00", reference="ch_3"),
    )
    assert [(number, outcome) for _, number, outcome, _ in found] == [
        (1, "declined"),
        (2, "declined"),
        (3, "error"),
        (4, "approved"),
    ]


def test_attempts_of_an_order_are_numbered_over_its_payments(tmp_path: Path) -> None:
    found = attempts(
        tmp_path,
        event("b", "authorized", "2024-07-01T10:05:00", order_id="7"),
        event("a", "declined", "2024-07-01T10:00:00", order_id="7"),
        event("c", "declined", "2024-07-01T10:00:00", order_id="8"),
    )
    assert [row[:3] for row in found] == [("a", 1, "declined"), ("b", 2, "approved"), ("c", 1, "declined")]


def test_what_was_never_decided_is_what_was_heard_last(tmp_path: Path) -> None:
    found = attempts(
        tmp_path,
        event("a", "created"),
        event("a", "unknown", "2024-07-01T10:01:00"),
        event("b", "created"),
        event("b", "pending", "2024-07-01T10:01:00"),
        event("b", "expired", "2024-07-03T10:01:00"),
        event("c", "unknown"),
        event("c", "authorized", "2024-07-01T10:01:00"),
        event("d", "created"),
        event("e", "refunded"),
        event("f", "brand new status") | {"state": None},
    )
    assert [(row[0], row[2]) for row in found] == [
        ("a", "unknown"),
        ("b", "expired"),
        ("c", "approved"),
        ("d", "pending"),
    ]


def test_environments_and_origins_are_never_mixed(tmp_path: Path) -> None:
    found = attempts(
        tmp_path,
        event("a", "declined"),
        event("a", "declined", environment="test"),
        event("a", "declined", origin="recording"),
    )
    assert len(found) == 3


def test_days_add_up_per_currency(tmp_path: Path) -> None:
    rows = [
        event("a", "authorized", currency="EUR", amount_minor=500),
        event("b", "declined", currency="EUR", amount_minor=700),
        event("c", "authorized", currency="JPY", amount_minor=900),
        event("d", "authorized", "2024-07-02T00:00:00", currency="EUR", amount_minor=1100),
        event("e", "unknown", "2024-07-02T00:00:00", currency="EUR", amount_minor=1300),
    ]
    db = evidence_of(tmp_path, payment_event=rows).db
    found = db.execute(
        "select cast(day as varchar), currency, attempts, approved, declined, unheard, approved_minor from payment_day "
        "order by all"
    ).fetchall()
    assert found == [
        ("2024-07-01", "EUR", 2, 1, 1, 0, 500),
        ("2024-07-01", "JPY", 1, 1, 0, 0, 900),
        ("2024-07-02", "EUR", 2, 1, 0, 1, 1100),
    ]
