"""What Checkout.com sends, answers and reports, read as its documentation says it is meant."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.model import Row
from assay.payments import checkoutcom, checkoutcom_actions
from assay.tables.ledger import Dispute, PaymentEvent, RejectedRow, SettlementLine

DATA = {
    "id": "pay_1",
    "action_id": "act_1",
    "reference": "1001",
    "amount": 1250,
    "currency": "EUR",
    "response_code": "10000",
    "source": {"type": "card", "scheme": "Visa", "fingerprint": "f" * 64, "issuer_country": "NL"},
    "3ds": {"authentication_response": "Y", "eci": "05", "challenged": True, "exemption": "none"},
}


def _read(*records: Any) -> list[Row]:
    return list(checkoutcom.read("\n".join(map(json.dumps, records)).encode(), lambda value: f"sealed-{len(value)}"))


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("payment_approved", "authorized"),
        ("payment_captured", "captured"),
        ("payment_declined", "declined"),
        ("payment_capture_declined", None),
        ("payment_refunded", "refunded"),
        ("payment_voided", "voided"),
        ("payment_expired", "expired"),
    ],
)
def test_webhooks(kind: str, state: str | None) -> None:
    (row,) = _read({"id": "evt_1", "type": kind, "created_on": "2024-05-01T10:40:00Z", "data": DATA})
    assert isinstance(row, PaymentEvent)
    assert (row.payment, row.reference, row.event, row.side) == ("pay_1", "act_1", "evt_1", "webhook")
    assert (row.state, row.amount_minor, row.network, row.country) == (state, 1250, "visa", "NL")
    assert (row.threeds, row.eci, row.challenged, row.exemption) == ("Y", "05", True, None)
    assert row.credential == "sealed-64"


def test_a_payment_and_its_actions() -> None:
    payment = {
        **DATA,
        "status": "Captured",
        "actions": [{"id": "act_2", "type": "Capture", "approved": True, "amount": 1250}],
    }
    whole, capture = _read(payment)
    assert isinstance(whole, PaymentEvent)
    assert isinstance(capture, PaymentEvent)
    assert (whole.said, whole.side) == ("Captured", "report")
    assert (capture.payment, capture.reference, capture.state, capture.currency) == (
        "pay_1",
        "act_2",
        "captured",
        "EUR",
    )


def test_a_dispute() -> None:
    dispute = {"id": "dsp_1", "payment_id": "pay_1", "amount": 1250, "currency": "EUR", "reason_code": "10.4"}
    hook = {"id": "evt_2", "type": "dispute_evidence_required", "created_on": "2024-05-01T10:40:00Z", "data": dispute}
    event, row = _read(hook)
    assert isinstance(event, PaymentEvent)
    assert isinstance(row, Dispute)
    assert (event.state, row.outcome, row.payment) == ("disputed", "open", "pay_1")


def test_what_cannot_be_taken_and_what_is_about_no_payment() -> None:
    hook = {"id": "evt_1", "type": "payment_approved", "data": {**DATA, "amount": "12.50"}}
    assert [type(row) for row in _read(hook)] == [RejectedRow]
    assert _read({"id": "evt_1", "type": "card_verified", "data": DATA}) == []


def test_financial_actions_tell_gross_and_fees_apart() -> None:
    report = (
        "Action ID,Action Type,Breakdown Type,Payment ID,Reference,Processing Currency,Processing Currency Amount,"
        "Holding Currency,Holding Currency Amount,Payout ID,Processed On\n"
        "act_2,Capture,Capture,pay_1,1001,EUR,12.50,EUR,12.50,PO1,2024-05-02T00:00:00\n"
        "act_2,Capture,Scheme Fixed Fee,pay_1,1001,EUR,-0.02,EUR,-0.02,PO1,2024-05-02T00:00:00\n"
        "act_3,Refund,Refund,pay_1,1001,EUR,-5.00,EUR,-5.00,PO1,2024-05-02T00:00:00\n"
        "act_3,Refund,Refund,pay_1,1001,EUR,five,EUR,five,PO1,2024-05-02T00:00:00\n"
    )
    rows = list(checkoutcom_actions.read(report.encode(), str))
    lines = [row for row in rows if isinstance(row, SettlementLine)]
    assert [(row.kind, row.gross_minor, row.fee_minor, row.net_minor) for row in lines] == [
        ("capture", 1250, 0, 1250),
        ("fee", 0, 2, -2),
        ("refund", -500, 0, -500),
    ]
    assert isinstance(rows[-1], RejectedRow)
