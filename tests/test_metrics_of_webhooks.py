"""What is measured of webhooks, by numbers known by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from test_metrics import measured


def delivery(event: str, **more: Any) -> dict[str, Any]:
    return {"provider": "stripe", "environment": "production", "origin": "report", "event": event, "entry": 0, **more}


def at(minute: int, second: float = 0) -> str:
    return f"2024-07-01T10:{minute:02d}:{second:06.3f}"


def test_events_accepted_at_the_first_try_and_how_often_they_came(tmp_path: Path) -> None:
    rows = [
        delivery("a", attempt=2, status=200, sent_at=at(2)),
        delivery("a", attempt=1, status=503, sent_at=at(1)),
        delivery("b", attempt=1, status=202, sent_at=at(1)),
        delivery("c", attempt=1, status=202, sent_at=at(1)),
        delivery("forged", authentic=False, status=401, sent_at=at(1)),
        delivery("tried", environment="test", status=503, sent_at=at(1)),
    ]
    assert measured("payment/webhook_first_try_success", tmp_path, webhook_delivery=rows)[1:] == (2, 3)
    assert measured("payment/webhook_dup_factor", tmp_path, webhook_delivery=rows)[0] == pytest.approx(4 / 3)


def test_how_long_events_take_to_arrive_and_to_have_their_effect(tmp_path: Path) -> None:
    rows = [
        delivery(f"e{n}", occurred_at=at(0), received_at=at(0, n), applied_at=at(0, n + n / 2)) for n in range(1, 22)
    ]
    rows.append(delivery("e1", occurred_at=at(0), received_at=at(50)))  # the event is known by then
    assert measured("payment/webhook_lag_p95", tmp_path, webhook_delivery=rows)[0] == pytest.approx(20)
    assert measured("payment/webhook_processing_p95", tmp_path, webhook_delivery=rows)[0] == pytest.approx(10)


def test_events_that_came_after_a_later_one_of_their_payment(tmp_path: Path) -> None:
    rows = [
        delivery("p1", payment="p", occurred_at=at(1), received_at=at(5)),
        delivery("p2", payment="p", occurred_at=at(2), received_at=at(4)),
        delivery("p3", payment="p", occurred_at=at(3), received_at=at(6)),
        delivery("q1", payment="q", occurred_at=at(1), received_at=at(1)),
    ]
    assert measured("payment/webhook_out_of_order", tmp_path, webhook_delivery=rows)[1:] == (1, 2)
