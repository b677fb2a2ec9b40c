"""What Braintree's libraries, webhooks and exports give, read as its documentation says it is meant."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from assay.model import Row
from assay.payments import braintree, braintree_transactions
from assay.payments.told import Told
from assay.tables.ledger import Dispute, PaymentEvent, RejectedRow

SALE = {
    "id": "t1",
    "type": "sale",
    "status": "settled",
    "amount": "12.50",
    "currency_iso_code": "EUR",
    "order_id": "1001",
    "merchant_account_id": "shop",
    "payment_instrument_type": "credit_card",
    "credit_card": {"card_type": "MasterCard", "unique_number_identifier": "u1", "country_of_issuance": "NLD"},
    "status_history": [
        {"status": "authorized", "amount": "12.50", "timestamp": "2024-05-01T10:40:00Z"},
        {"status": "submitted_for_settlement", "amount": "12.50", "timestamp": "2024-05-01T11:00:00Z"},
        {"status": "settled", "amount": "12.50", "timestamp": "2024-05-02T11:00:00Z"},
    ],
}


def _read(*records: Any) -> list[Row]:
    return list(braintree.read("\n".join(map(json.dumps, records)).encode(), lambda value: f"sealed-{len(value)}"))


def _hook(xml: str) -> dict[str, str]:
    return {"bt_signature": "public|x", "bt_payload": base64.b64encode(xml.encode()).decode()}


def test_each_state_that_a_transaction_has_been_in() -> None:
    rows = [row for row in _read(SALE) if isinstance(row, PaymentEvent)]
    assert [row.state for row in rows] == ["authorized", "captured", "settled"]
    assert {(row.payment, row.amount_minor, row.order_id, row.network) for row in rows} == {
        ("t1", 1250, "1001", "mastercard")
    }
    assert (rows[0].credential, rows[0].credential_kind, rows[0].family) == ("sealed-2", "pan", "card")


def test_a_credit_is_a_refund_of_the_sale() -> None:
    credit = {
        "id": "t2",
        "type": "credit",
        "status": "submitted_for_settlement",
        "amount": "5.00",
        "currency_iso_code": "EUR",
    }
    (row,) = _read({**credit, "refunded_transaction_id": "t1"})
    assert isinstance(row, PaymentEvent)
    assert (row.payment, row.reference, row.state, row.amount_minor) == ("t1", "t2", "refunded", 500)


def test_webhooks_are_read_from_their_envelope() -> None:
    xml = (
        "<notification><kind>transaction_settled</kind><timestamp>2024-05-02T11:00:00Z</timestamp><subject><transaction>"
        "<id>t1</id><amount>12.50</amount><currency-iso-code>EUR</currency-iso-code></transaction></subject></notification>"
    )
    (row,) = _read(_hook(xml))
    assert isinstance(row, PaymentEvent)
    assert (row.payment, row.state, row.side) == ("t1", "settled", "webhook")
    (row,) = braintree.rows(urlencode(_hook(xml)).encode(), Told("webhook", 0, 1, str))
    assert isinstance(row, PaymentEvent)
    assert row.payment == "t1"


def test_a_dispute_that_was_opened() -> None:
    xml = (
        "<notification><kind>dispute_opened</kind><subject><dispute><id>d1</id><status>open</status><amount>12.50</amount>"
        "<currency-iso-code>EUR</currency-iso-code><received-date type='date'>2024-05-03</received-date>"
        "<reply-by-date type='date'>2024-05-13</reply-by-date><transaction><id>t1</id></transaction>"
        "</dispute></subject></notification>"
    )
    event, row = _read(_hook(xml))
    assert isinstance(event, PaymentEvent)
    assert isinstance(row, Dispute)
    assert (event.state, row.outcome, str(row.due_at)) == ("disputed", "open", "2024-05-13 00:00:00")


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<a>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><notification><kind>&b;</kind></notification>",
        "<a>" * 60 + "</a>" * 60,
    ],
)
def test_envelopes_that_hold_no_webhook(xml: str) -> None:
    assert [type(row) for row in _read(_hook(xml), {"bt_payload": "%%"})] == [RejectedRow, RejectedRow]


def test_the_export_of_a_search() -> None:
    export = (
        "Transaction ID,Transaction Type,Transaction Status,Created Datetime,Amount Authorized,"
        "Currency ISO Code,Order ID\n"
        "t1,sale,authorized,2024-05-01T10:40:00,12.50,EUR,1001\n"
        "t2,sale,processor_declined,2024-05-01T10:40:00,12.50,EUR,1002\n"
        ",sale,authorized,2024-05-01T10:40:00,12.50,EUR,1003\n"
    )
    rows = list(braintree_transactions.read(export.encode(), str))
    assert [row.state for row in rows if isinstance(row, PaymentEvent)] == ["authorized", "declined"]
    assert isinstance(rows[-1], RejectedRow)
