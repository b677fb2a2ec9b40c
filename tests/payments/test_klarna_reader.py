"""What Klarna's order management and its settlement report say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.payments import klarna, klarna_settlement
from assay.tables.ledger import PaymentEvent, RejectedRow, SettlementLine

ORDER = {
    "order_id": "o1",
    "status": "CAPTURED",
    "fraud_status": "ACCEPTED",
    "order_amount": 1250,
    "purchase_currency": "EUR",
    "purchase_country": "DE",
    "merchant_reference1": "1001",
    "created_at": "2024-05-01T10:40:00Z",
    "captures": [{"capture_id": "c1", "captured_amount": 1250, "captured_at": "2024-05-02T00:00:00Z"}],
    "refunds": [{"refunded_amount": 500, "refunded_at": "2024-05-05T00:00:00Z"}],
}


def _states(order: dict[str, Any]) -> list[str | None]:
    return [row.state for row in klarna.read(json.dumps(order).encode(), str) if isinstance(row, PaymentEvent)]


@pytest.mark.parametrize(
    ("changes", "states"),
    [
        ({}, ["authorized", "captured", "refunded", None]),
        ({"status": "AUTHORIZED", "captures": [], "refunds": []}, ["authorized"]),
        ({"status": "CANCELLED", "captures": [], "refunds": []}, ["authorized", "voided"]),
        ({"status": "EXPIRED", "captures": [], "refunds": []}, ["authorized", "expired"]),
        ({"status": "AUTHORIZED", "fraud_status": "PENDING", "captures": [], "refunds": []}, ["pending"]),
    ],
)
def test_an_order_tells_what_became_of_it(changes: dict[str, Any], states: list[str | None]) -> None:
    assert _states({**ORDER, **changes}) == states


def test_captures_and_refunds_have_their_own_amounts() -> None:
    rows = [row for row in klarna.read(json.dumps(ORDER).encode(), str) if isinstance(row, PaymentEvent)]
    assert [(row.said, row.amount_minor, row.reference) for row in rows[1:3]] == [
        ("capture", 1250, "c1"),
        ("refund", 500, None),
    ]
    assert {(row.payment, row.order_id, row.family, row.country) for row in rows} == {("o1", "1001", "pay_later", "DE")}


def test_the_settlement_report_begins_with_a_summary() -> None:
    report = (
        "total_sale_amount;total_fee_amount;payout_date\n12.50;0.45;2024-05-06\n"
        "type;order_id;short_order_id;merchant_reference1;amount;currency_code;capture_date;payment_reference\n"
        "SALE;o1;S1;1001;12.50;EUR;2024-05-02;PR1\n"
        "FEE;o1;S1;1001;0.45;EUR;2024-05-02;PR1\n"
        "RETURN;o1;S1;1001;5.00;EUR;2024-05-05;PR1\n"
        "SALE;o2;S2;1002;twelve;EUR;2024-05-05;PR1\n"
    )
    rows = list(klarna_settlement.read(report.encode(), str))
    lines = [row for row in rows if isinstance(row, SettlementLine)]
    assert [(row.kind, row.gross_minor, row.fee_minor, row.net_minor) for row in lines] == [
        ("capture", 1250, 0, 1250),
        ("fee", 0, 45, -45),
        ("refund", -500, 0, -500),
    ]
    refused = rows[-1]
    assert isinstance(refused, RejectedRow)
    assert (refused.field, refused.line) == ("amount", 7)
