"""What Square sends and answers, read as its documentation says it is meant."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.model import Row
from assay.payments import square
from assay.tables.ledger import Dispute, PaymentEvent, RejectedRow, SettlementLine

PAYMENT = {
    "id": "P1",
    "status": "APPROVED",
    "amount_money": {"amount": 1250, "currency": "USD"},
    "source_type": "CARD",
    "reference_id": "1001",
    "created_at": "2024-05-01T10:40:00Z",
    "updated_at": "2024-05-01T10:41:00Z",
    "version_token": "token-1",
    "card_details": {"status": "AUTHORIZED", "card": {"card_brand": "AMERICAN_EXPRESS", "fingerprint": "sq-1-x"}},
}


def _read(*records: Any) -> list[Row]:
    return list(square.read("\n".join(map(json.dumps, records)).encode(), lambda value: f"sealed-{len(value)}"))


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "authorized"),
        ({"status": "COMPLETED"}, "captured"),
        ({"status": "CANCELED", "card_details": {"status": "VOIDED"}}, "voided"),
        ({"status": "CANCELED"}, "cancelled"),
        ({"status": "FAILED", "card_details": {"errors": [{"code": "CARD_DECLINED"}]}}, "declined"),
    ],
)
def test_states_of_a_payment(changes: dict[str, Any], state: str) -> None:
    (row,) = _read({**PAYMENT, **changes})
    assert isinstance(row, PaymentEvent)
    assert (row.payment, row.order_id, row.amount_minor, row.state) == ("P1", "1001", 1250, state)
    assert (row.decline_code == "CARD_DECLINED") is (state == "declined")


def test_a_webhook_names_event_and_account() -> None:
    hook = {"type": "payment.updated", "event_id": "E1", "merchant_id": "M1", "data": {"object": {"payment": PAYMENT}}}
    (row,) = _read(hook)
    assert isinstance(row, PaymentEvent)
    assert (row.event, row.account, row.side, row.object_version) == ("E1", "M1", "webhook", "token-1")
    assert (row.network, row.credential, row.family) == ("amex", "sealed-6", "card")
    assert _read({"type": "customer.created", "event_id": "E2", "data": {"object": {"payment": 7}}}) == []


def test_refund_dispute_and_entry_of_a_payout() -> None:
    refund = {"id": "R1", "payment_id": "P1", "status": "COMPLETED", "amount_money": {"amount": 500, "currency": "USD"}}
    dispute = {
        "dispute_id": "D1",
        "state": "EVIDENCE_REQUIRED",
        "amount_money": {"amount": 1250, "currency": "USD"},
        "disputed_payment": {"payment_id": "P1"},
        "due_at": "2024-06-01T00:00:00Z",
    }
    entry = {
        "id": "E1",
        "payout_id": "PO1",
        "type": "CHARGE",
        "effective_at": "2024-05-02T00:00:00Z",
        "gross_amount_money": {"amount": 1250, "currency": "USD"},
        "fee_amount_money": {"amount": 40, "currency": "USD"},
        "net_amount_money": {"amount": 1210, "currency": "USD"},
        "type_charge_details": {"payment_id": "P1"},
    }
    refunded, disputed, row, line = _read(refund, dispute, entry)
    assert isinstance(refunded, PaymentEvent)
    assert isinstance(disputed, PaymentEvent)
    assert isinstance(row, Dispute)
    assert isinstance(line, SettlementLine)
    assert (refunded.payment, refunded.state, disputed.state, row.outcome) == ("P1", "refunded", "disputed", "open")
    assert (line.kind, line.payment, line.batch, line.net_minor) == ("capture", "P1", "PO1", 1210)


def test_a_list_that_the_interface_answers_and_what_cannot_be_taken_in_it() -> None:
    listed = {"payments": [PAYMENT, {**PAYMENT, "amount_money": {"amount": "1250"}}, {**PAYMENT, "id": ""}]}
    rows = list(square.read(json.dumps(listed).encode(), str))
    assert [type(row) for row in rows] == [PaymentEvent, RejectedRow, RejectedRow]
