"""Logs of trials of webhooks: rows as they were told, as far as they go."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from assay.collectors.webhook_trials import read
from assay.model import Source, SourceError
from assay.tables.webhook import WebhookDelivery, WebhookQuestion

WHOSE = {"integration": None, "provider": "stripe", "scheme": "stripe", "endpoint": "127.0.0.1:8000/hooks"}
DELIVERY = {
    **WHOSE,
    "delivery": "as sent",
    "event": "e",
    "payment": "p",
    "object_version": "2",
    "attempt": 1,
    "secure": False,
    "signed": True,
    "authentic": True,
    "skew_s": 0.1,
    "intent": "valid",
    "status": 200,
    "error": None,
    "applied": 1,
    "state": "paid",
    "occurred_at": "2026-11-19T11:00:00+01:00",
    "sent_at": "2026-11-19T10:00:00.100",
    "received_at": "no time",
    "answered_at": None,
    "applied_at": None,
}
QUESTION = {**WHOSE, "intent": "valid", "question": "as sent", "held": True, "reason": "answered 200", "curl": None}


def log(*lines: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


HEAD = {"assay_webhooks": 1, "seed": 7}
WHOLE = log(
    HEAD, {"delivery": DELIVERY}, {"question": QUESTION}, {"delivery": DELIVERY}, {"end": {"ended": "completed"}}
)


def test_deliveries_and_questions_are_rows_with_the_line_they_stand_on() -> None:
    first, question, second = read(Source("assay-webhooks.ndjson", WHOLE))
    assert isinstance(first, WebhookDelivery) and isinstance(second, WebhookDelivery)
    assert (first.entry, first.line, second.entry, second.line) == (0, 2, 1, 4)
    assert (first.occurred_at, first.received_at, first.environment) == (datetime(2026, 11, 19, 10), None, "test")
    assert isinstance(question, WebhookQuestion) and (question.held, question.line) == (True, 3)


def test_one_that_was_cut_off_is_read_as_far_as_it_goes() -> None:
    rows = [len(list(read(Source("log", WHOLE[:length])))) for length in range(len(log(HEAD)), len(WHOLE) + 1)]
    assert (rows[0], rows[-1]) == (0, 3) and rows == sorted(rows)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (log({"assay_webhooks": 2}), "no log of a trial of webhooks that this version reads"),
        (log({"assay_trial": 1}), "no log of a trial of webhooks"),
        (log(HEAD, {"delivery": {**DELIVERY, "status": "200"}}), "line 2 is not as expected"),
        (log(HEAD, {"question": {**QUESTION, "held": "yes"}}), "line 2 is not as expected"),
        (log(HEAD) + b"nothing\n", "line 2 cannot be read"),
    ],
)
def test_what_is_none_is_told(data: bytes, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        list(read(Source("log", data)))
