"""What PayPal sends and reports, read as its documentation says it is meant."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from assay.model import Row
from assay.payments import paypal, paypal_transactions
from assay.tables.ledger import Dispute, PaymentEvent, RejectedRow, SettlementLine

CAPTURE = {
    "id": "CAP1",
    "status": "COMPLETED",
    "amount": {"currency_code": "EUR", "value": "12.50"},
    "create_time": "2024-05-01T10:40:00Z",
    "invoice_id": "1001",
    "supplementary_data": {"related_ids": {"order_id": "ORDER1"}},
    "links": [{"rel": "self", "href": "https://api.paypal.com/v2/payments/captures/CAP1"}],
}
REFUND = {
    "id": "REF1",
    "status": "COMPLETED",
    "amount": {"currency_code": "EUR", "value": "5.00"},
    "links": [
        {"rel": "self", "href": "https://api.paypal.com/v2/payments/refunds/REF1"},
        {"rel": "up", "href": "https://api.paypal.com/v2/payments/captures/CAP1"},
    ],
}


def _webhook(kind: str, resource: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "WH-1",
        "event_type": kind,
        "resource_type": "x",
        "create_time": "2024-05-01T10:41:00Z",
        "resource": resource,
    }


def _read(*records: Any) -> list[Row]:
    return list(paypal.read("\n".join(map(json.dumps, records)).encode(), lambda value: f"sealed-{len(value)}"))


def _events(*records: Any) -> list[PaymentEvent]:
    rows = _read(*records)
    assert all(isinstance(row, PaymentEvent) for row in rows)
    return [row for row in rows if isinstance(row, PaymentEvent)]


def test_a_capture_is_of_its_order_and_so_are_the_refunds_that_name_the_capture_alone() -> None:
    captured, refunded = _events(
        _webhook("PAYMENT.CAPTURE.COMPLETED", CAPTURE), _webhook("PAYMENT.CAPTURE.REFUNDED", REFUND)
    )
    assert (captured.payment, captured.reference, captured.order_id) == ("ORDER1", "CAP1", "1001")
    assert (captured.state, captured.amount_minor, captured.currency, captured.side) == (
        "captured",
        1250,
        "EUR",
        "webhook",
    )
    assert captured.occurred_at == datetime(2024, 5, 1, 10, 41)
    assert (refunded.payment, refunded.reference, refunded.state) == ("ORDER1", "REF1", "refunded")


def test_a_refund_without_its_order_is_of_the_capture() -> None:
    (row,) = _events(REFUND)
    assert (row.payment, row.said, row.side) == ("CAP1", "refund COMPLETED", "report")


def test_an_order_tells_its_own_state_and_those_of_what_was_made_of_it() -> None:
    order = {
        "id": "ORDER1",
        "status": "COMPLETED",
        "intent": "CAPTURE",
        "payment_source": {
            "card": {"brand": "VISA", "authentication_result": {"three_d_secure": {"authentication_status": "Y"}}}
        },
        "purchase_units": [
            {
                "amount": {"currency_code": "EUR", "value": "12.50"},
                "payments": {"captures": [CAPTURE], "refunds": [REFUND]},
            }
        ],
    }
    rows = _events(order)
    assert [(row.said, row.state, row.amount_minor) for row in rows] == [
        ("order COMPLETED", None, 1250),
        ("capture COMPLETED", "captured", 1250),
        ("refund COMPLETED", "refunded", 500),
    ]
    assert {row.payment for row in rows} == {"ORDER1"}
    assert (rows[1].network, rows[1].threeds, rows[1].family) == ("visa", "Y", "card")


@pytest.mark.parametrize(
    ("code", "value", "minor"), [("HUF", "1500", 150000), ("TWD", "30.00", 3000), ("JPY", "500", 500)]
)
def test_currencies_that_paypal_takes_whole(code: str, value: str, minor: int) -> None:
    (row,) = _events({**CAPTURE, "amount": {"currency_code": code, "value": value}})
    assert (row.amount_minor, row.amount) == (minor, value)


def test_a_dispute_says_until_when_and_how_it_ended() -> None:
    dispute = {
        "dispute_id": "PP-D-1",
        "create_time": "2024-05-03T00:00:00Z",
        "status": "RESOLVED",
        "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "dispute_amount": {"currency_code": "EUR", "value": "12.50"},
        "disputed_transactions": [{"seller_transaction_id": "CAP1", "invoice_number": "1001"}],
        "dispute_outcome": {"outcome_code": "RESOLVED_BUYER_FAVOUR"},
        "seller_response_due_date": "2024-05-13T00:00:00Z",
    }
    event, row = _read(_webhook("CUSTOMER.DISPUTE.RESOLVED", dispute))
    assert isinstance(event, PaymentEvent)
    assert isinstance(row, Dispute)
    assert (event.state, event.payment) == ("dispute_lost", "CAP1")
    assert (row.outcome, row.due_at, row.amount_minor) == ("lost", datetime(2024, 5, 13), 1250)


def test_what_cannot_be_taken_is_kept_with_its_place() -> None:
    rows = _read(CAPTURE, {**CAPTURE, "amount": {"value": "12,5"}}, {**CAPTURE, "amount": 7}, {"a": 1})
    assert [type(row) for row in rows] == [PaymentEvent, RejectedRow, RejectedRow, RejectedRow]
    assert [row.line for row in rows if isinstance(row, RejectedRow)] == [2, 3, 4]
    assert _read(_webhook("BILLING.PLAN.CREATED", {"id": 7})) == []


def test_transactions_of_the_account_are_lines_of_the_settlement() -> None:
    def transaction(code: str, value: str, **more: Any) -> dict[str, Any]:
        amount = {"currency_code": "EUR", "value": value}
        return {
            "transaction_info": {
                "transaction_id": "T1",
                "transaction_event_code": code,
                "transaction_amount": amount,
                **more,
            }
        }

    fee = {"currency_code": "EUR", "value": "-0.49"}
    details = [
        transaction("T0006", "12.50", fee_amount=fee, transaction_status="S"),
        transaction("T1107", "-5.00", paypal_reference_id="T1", paypal_reference_id_type="TXN", transaction_status="S"),
        transaction("T0006", "12.50", transaction_status="P"),
        transaction("T0006", "x"),
    ]
    rows = list(paypal_transactions.read(json.dumps({"transaction_details": details}).encode(), str))
    assert [type(row) for row in rows] == [SettlementLine, SettlementLine, RejectedRow]
    paid, refunded = (row for row in rows if isinstance(row, SettlementLine))
    assert (paid.kind, paid.gross_minor, paid.fee_minor, paid.net_minor) == ("capture", 1250, 49, 1201)
    assert (refunded.kind, refunded.gross_minor, refunded.payment) == ("refund", -500, "T1")
