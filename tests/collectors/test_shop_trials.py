"""Logs of trials of payments are read whole, or refused with the line that is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.collectors import shop_trials
from assay.model import Row, Source, SourceError
from assay.tables.scenario import Scenario
from assay.tables.service import Call

HEAD = {"assay_shop_trial": 1, "shop": "harbour", "provider": "stripe", "seed": 7}
CELL = {
    "integration": None,
    "provider": "stripe",
    "shop": "harbour",
    "driver": "declaration",
    "family": "card",
    "scenario": "void",
    "outcome": "passed",
    "reason": "the order is cancelled (ended); the provider took nothing",
    "order_id": "HB-1001",
    "payment": "pi_1",
    "started_at": "2026-11-18T10:00:00",
    "duration_ms": 12.5,
    "seed": 7,
}
EXCHANGE = {
    "startedDateTime": "2026-11-18T10:00:00.000+00:00",
    "time": 12.0,
    "request": {"method": "POST", "url": "https://api.stripe.com/v1/refunds", "headers": []},
    "response": {"status": 200, "headers": [], "content": {"size": 2, "mimeType": "application/json", "text": "{}"}},
}


def read(*lines: Any, end: str = "\n") -> list[Row]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + end
    return list(shop_trials.read(Source("assay-payments.ndjson", text.encode())))


def test_rows_and_exchanges_are_numbered_each_by_itself() -> None:
    rows = read(HEAD, {"scenario": CELL}, {"exchange": EXCHANGE}, {"scenario": {**CELL, "outcome": "failed"}})
    cells = [row for row in rows if isinstance(row, Scenario)]
    calls = [row for row in rows if isinstance(row, Call)]
    assert [(cell.entry, cell.line, cell.outcome) for cell in cells] == [(0, 2, "passed"), (1, 4, "failed")]
    assert [(call.entry, call.line, call.operation, call.party) for call in calls] == [(0, 3, "refund", "third")]


def test_values_are_read_by_the_columns_that_were_named_before() -> None:
    columns = {"columns": {"scenario": list(CELL)}}
    rows = read(HEAD, columns, {"scenario": list(CELL.values())})
    assert [(row.family, row.line) for row in rows if isinstance(row, Scenario)] == [("card", 3)]
    for spoiled in ({"scenario": [1, 2]}, {"scenario": []}):
        with pytest.raises(SourceError, match="line 3"):
            read(HEAD, columns, spoiled)


def test_what_was_cut_off_while_it_was_written_is_left_out() -> None:
    assert len(read(HEAD, {"scenario": CELL}, '{"scenario": {"fam', end="")) == 1


def test_what_a_later_version_adds_is_passed_over() -> None:
    assert read(HEAD, {"weather": {"rain": True}}) == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (({"assay_shop_trial": 2},), "no log of a trial of payments"),
        (("[]",), "line 1 cannot be read"),
        ((HEAD, "{"), "line 2 cannot be read"),
        ((HEAD, "[" * 100_000), "line 2 cannot be read"),
        ((HEAD, {"scenario": {**CELL, "seed": "seven"}}), "line 2 is not as expected"),
        ((HEAD, {"scenario": {"family": "card"}}), "line 2 is not as expected"),
        ((HEAD, {"scenario": 7}), "line 2 is not as expected"),
    ],
)
def test_what_is_no_such_log_is_refused_with_its_line(lines: tuple[Any, ...], said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(*lines)
