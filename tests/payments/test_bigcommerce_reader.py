"""What BigCommerce's interfaces say of orders and of their transactions."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from assay.model import Row
from assay.payments import bigcommerce
from assay.tables.ledger import PaymentEvent, RejectedRow, ShopOrder

ORDER = {
    "id": 1001,
    "status": "Awaiting Fulfillment",
    "total_inc_tax": "12.5000",
    "refunded_amount": "0.0000",
    "currency_code": "USD",
    "default_currency_code": "EUR",
    "payment_method": "Credit Card",
    "payment_provider_id": "pi_1",
    "date_created": "Wed, 01 May 2024 10:40:00 +0000",
    "date_modified": "Wed, 01 May 2024 10:45:00 +0000",
    "geoip_country_iso2": "NL",
}


def _read(document: Any) -> list[Row]:
    return list(bigcommerce.read(json.dumps(document).encode(), str))


def test_an_order_is_in_the_currency_that_the_shopper_pays_in() -> None:
    (row,) = _read([ORDER])
    assert isinstance(row, ShopOrder)
    assert (row.order_id, row.payment, row.status, row.said) == ("1001", "pi_1", "paid", "Awaiting Fulfillment")
    assert (row.total_minor, row.currency, row.refunded_minor) == (1250, "EUR", 0)
    assert row.placed_at == datetime(2024, 5, 1, 10, 40)


def test_transactions_that_act_upon_each_other_are_one_payment() -> None:
    def transaction(number: int, event: str, amount: float, above: int | None) -> dict[str, Any]:
        told = {"id": number, "order_id": "1001", "event": event, "status": "ok", "method": "credit_card"}
        return {
            **told,
            "amount": amount,
            "currency": "EUR",
            "gateway": "stripe",
            "test": False,
            "reference_transaction_id": above,
        }

    rows = _read(
        {
            "data": [
                transaction(1, "authorization", 12.5, None),
                transaction(2, "capture", 12.5, 1),
                transaction(3, "refund", 5, 2),
            ]
        }
    )
    events = [row for row in rows if isinstance(row, PaymentEvent)]
    # Minor units that were computed from the decimal say nothing of whether the two agree.
    assert {row.amount for row in events} == {None}
    assert [(row.payment, row.state, row.amount_minor) for row in events] == [
        ("1", "authorized", 1250),
        ("1", "captured", 1250),
        ("1", "refunded", 500),
    ]
    assert {row.environment for row in events} == {"production"}


def test_a_refund_says_whether_it_was_declined() -> None:
    refund = {"id": 12, "order_id": 1001, "total_amount": 5, "created": "2024-05-03T00:00:00Z"}
    rows = _read({"data": [{**refund, "payments": [{"amount": 5, "is_declined": flag}]} for flag in (False, True)]})
    assert [row.state for row in rows if isinstance(row, PaymentEvent)] == ["refunded", "refund_failed"]


def test_what_cannot_be_taken() -> None:
    rows = _read([ORDER, {**ORDER, "total_inc_tax": "a lot"}, {**ORDER, "date_created": "soon"}, {"id": 1}])
    assert [type(row) for row in rows] == [ShopOrder, RejectedRow, RejectedRow, RejectedRow]
