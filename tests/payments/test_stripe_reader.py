"""What Stripe sends and exports, read as its documentation says it is meant."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from assay.model import Row, SourceError
from assay.payments import stripe
from assay.tables.ledger import Dispute, PaymentEvent, RejectedRow, SettlementLine


def _seal(value: str) -> str:
    return f"sealed-{len(value)}"


def _event(kind: str, obj: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = {"object": obj, **more}
    return {"id": "evt_1", "object": "event", "type": kind, "created": 1714560000, "livemode": True, "data": data}


def _read(*records: Any) -> list[Row]:
    return list(stripe.read("\n".join(json.dumps(record) for record in records).encode(), _seal))


def _one(record: dict[str, Any]) -> PaymentEvent:
    (row,) = _read(record)
    assert isinstance(row, PaymentEvent)
    return row


INTENT = {
    "id": "pi_1",
    "object": "payment_intent",
    "status": "succeeded",
    "amount": 1250,
    "amount_received": 1250,
    "currency": "eur",
    "latest_charge": "ch_1",
    "metadata": {"order_id": "1001"},
    "payment_method_types": ["ideal"],
}
CHARGE = {
    "id": "ch_1",
    "object": "charge",
    "status": "succeeded",
    "amount": 1250,
    "amount_captured": 1250,
    "captured": True,
    "currency": "eur",
    "payment_intent": "pi_1",
    "payment_method_details": {
        "type": "card",
        "card": {
            "brand": "visa",
            "network": "visa",
            "country": "NL",
            "fingerprint": "Xt5EWLLDS7FJjR1c",
            "three_d_secure": {
                "result": "authenticated",
                "authentication_flow": "challenge",
                "electronic_commerce_indicator": "05",
            },
        },
    },
}


def test_an_event_of_an_intent_tells_payment_order_amount_and_state() -> None:
    row = _one(_event("payment_intent.succeeded", INTENT))
    assert (row.payment, row.reference, row.order_id, row.event) == ("pi_1", "ch_1", "1001", "evt_1")
    assert (row.state, row.amount_minor, row.currency, row.side) == ("captured", 1250, "EUR", "webhook")
    assert (row.method, row.family, row.environment) == ("ideal", "redirect", "production")
    assert row.occurred_at == datetime(2024, 5, 1, 10, 40)


def test_the_event_of_its_charge_tells_the_same_change_and_how_the_card_was_authenticated() -> None:
    row = _one(_event("charge.succeeded", CHARGE))
    assert (row.payment, row.reference, row.state, row.amount_minor) == ("pi_1", "ch_1", "captured", 1250)
    assert (row.threeds, row.challenged, row.eci, row.network, row.country) == ("Y", True, "05", "visa", "NL")
    assert (row.credential, row.credential_kind) == ("sealed-16", "pan")


@pytest.mark.parametrize(
    ("kind", "changes", "state", "amount"),
    [
        ("charge.succeeded", {"captured": False}, "authorized", 1250),
        ("charge.failed", {"status": "failed"}, "declined", 1250),
        ("charge.refunded", {"amount_refunded": 1250}, "refunded", 1250),
        ("charge.refunded", {"amount_refunded": 1250, "captured": False}, "voided", 1250),
        ("charge.updated", {}, None, 1250),
    ],
)
def test_events_of_charges(kind: str, changes: dict[str, Any], state: str | None, amount: int) -> None:
    row = _one(_event(kind, {**CHARGE, **changes}))
    assert (row.state, row.amount_minor) == (state, amount)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"latest_charge": None}, "cancelled"),
        ({}, "voided"),
        ({"cancellation_reason": "automatic"}, "expired"),
        ({"last_payment_error": {"code": "card_declined"}}, "cancelled"),
    ],
)
def test_what_is_canceled_was_held_only_where_a_charge_did_not_fail(changes: dict[str, Any], state: str) -> None:
    assert _one(_event("payment_intent.canceled", {**INTENT, "status": "canceled", **changes})).state == state


def test_a_second_refund_changes_what_it_adds() -> None:
    charge = {**CHARGE, "amount_refunded": 700, "refunds": {"data": [{"id": "re_2"}, {"id": "re_1"}]}}
    row = _one(_event("charge.refunded", charge, previous_attributes={"amount_refunded": 500}))
    assert (row.amount_minor, row.reference) == (200, "re_2")


def test_a_refund_that_is_pending_changes_no_state_yet() -> None:
    refund = {"id": "re_1", "object": "refund", "charge": "ch_1", "amount": 500, "currency": "eur", "status": "pending"}
    assert _one(_event("refund.created", refund)).state is None
    assert _one(_event("refund.updated", {**refund, "status": "failed"})).state == "refund_failed"


def test_a_decline_keeps_the_issuers_codes() -> None:
    failed = {"code": "card_declined", "decline_code": "insufficient_funds", "network_decline_code": "51"}
    intent = {**INTENT, "status": "requires_payment_method", "last_payment_error": failed}
    row = _one(_event("payment_intent.payment_failed", intent))
    assert (row.state, row.decline_code, row.network_code) == ("declined", "insufficient_funds", "51")


def test_a_dispute_is_a_state_of_the_payment_and_a_row_of_its_own() -> None:
    dispute = {
        "id": "dp_1",
        "object": "dispute",
        "status": "needs_response",
        "charge": "ch_1",
        "payment_intent": "pi_1",
        "amount": 1250,
        "currency": "eur",
        "created": 1714560000,
        "reason": "fraudulent",
        "evidence_details": {"due_by": 1715817599},
    }
    event, row = _read(_event("charge.dispute.created", dispute))
    assert isinstance(event, PaymentEvent)
    assert isinstance(row, Dispute)
    assert (event.state, event.payment) == ("disputed", "pi_1")
    assert (row.outcome, row.due_at) == ("open", datetime(2024, 5, 15, 23, 59, 59))


def test_an_inquiry_is_no_dispute_yet() -> None:
    inquiry = {"id": "dp_1", "object": "dispute", "status": "warning_needs_response", "charge": "ch_1"}
    event, row = _read(_event("charge.dispute.created", inquiry))
    assert isinstance(event, PaymentEvent)
    assert isinstance(row, Dispute)
    assert (event.state, row.outcome) == (None, "open")


@pytest.mark.parametrize(
    ("currency", "value", "minor", "decimal"),
    [
        ("jpy", 500, 500, None),
        ("kwd", 5120, 5120, None),
        ("mga", 500, 50000, None),
        ("isk", 500, 5, None),
        ("isk", 4010, None, "40.10"),
        ("ugx", 500, 5, None),
    ],
)
def test_exponents_in_which_stripe_differs_from_iso_4217(
    currency: str, value: int, minor: int | None, decimal: str | None
) -> None:
    row = _one(_event("payment_intent.created", {**INTENT, "amount": value, "currency": currency}))
    assert (row.amount_minor, row.amount) == (minor, decimal)


def test_balance_transactions_are_lines_of_the_settlement() -> None:
    line = {
        "id": "txn_1",
        "object": "balance_transaction",
        "amount": -500,
        "fee": 0,
        "net": -500,
        "currency": "eur",
        "created": 1714560000,
        "source": "re_1",
        "reporting_category": "refund",
        "type": "refund",
    }
    (row,) = _read(line)
    assert isinstance(row, SettlementLine)
    assert (row.kind, row.gross_minor, row.net_minor, row.reference) == ("refund", -500, -500, "re_1")


def test_lists_that_the_interface_answers_are_read() -> None:
    document = json.dumps({"object": "list", "data": [INTENT, {**INTENT, "id": "pi_2"}]}, indent=1).encode()
    rows = list(stripe.read(document, _seal))
    assert [(row.payment, row.side, row.entry) for row in rows if isinstance(row, PaymentEvent)] == [
        ("pi_1", "report", 0),
        ("pi_2", "report", 1),
    ]
    opened = [document.count(b"\n", 0, document.index(name)) for name in (b'"pi_1"', b'"pi_2"')]
    assert [row.line for row in rows if isinstance(row, PaymentEvent)] == opened


def test_what_is_about_no_payment_gives_no_row() -> None:
    assert _read(_event("invoice.paid", {"id": "in_1", "object": "invoice", "status": 7})) == []
    assert _read(_event("customer.created", {"id": "cus_1", "object": "customer"})) == []


def test_a_record_that_cannot_be_taken_is_kept_as_such_and_the_rest_is_read() -> None:
    wrong = _event("payment_intent.succeeded", {**INTENT, "amount_received": "12.50"})
    rows = _read(_event("payment_intent.created", INTENT), wrong, _event("payment_intent.succeeded", INTENT))
    kinds = [type(row) for row in rows]
    assert kinds == [PaymentEvent, RejectedRow, PaymentEvent]
    refused = rows[1]
    assert isinstance(refused, RejectedRow)
    assert (refused.field, refused.shape, refused.line) == ("data.object.amount_received", "str", 2)
    assert "12.50" not in refused.reason


def test_what_is_cut_off_is_read_up_to_there() -> None:
    whole = json.dumps([_event("payment_intent.created", INTENT), _event("payment_intent.succeeded", INTENT)])
    rows = list(stripe.read(whole[:-40].encode(), _seal))
    assert [type(row) for row in rows] == [PaymentEvent, RejectedRow]


def test_what_is_no_json_is_no_export() -> None:
    with pytest.raises(SourceError, match="no JSON"):
        list(stripe.read(b"id,amount\n1,2\n", _seal))


def test_format_is_recognised_by_what_objects_say_they_are() -> None:
    assert stripe.sniff(json.dumps(INTENT, indent=2).encode())
    assert not stripe.sniff(b'{"object": "payment"}')


@pytest.mark.parametrize(
    ("capturable", "received", "before", "state", "amount"),
    [
        (1250, 0, {"amount_capturable": 0}, "authorized", 1250),
        (2000, 0, {"amount_capturable": 1250}, "authorized", 750),  # the authorisation was raised
        (250, 1000, {"amount_capturable": 1250}, None, -1000),  # a part of it was captured: nothing new is authorised
    ],
)
def test_what_can_be_captured_changes_for_several_reasons(
    capturable: int, received: int, before: dict[str, int], state: str | None, amount: int
) -> None:
    held = {**INTENT, "status": "requires_capture", "amount_capturable": capturable, "amount_received": received}
    row = _one(_event("payment_intent.amount_capturable_updated", held, previous_attributes=before))
    assert (row.state, row.amount_minor) == (state, amount)
