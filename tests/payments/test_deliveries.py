"""Logs of deliveries: whose they are, when they came, how they were signed and answered."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

import pytest

from assay.model import Row
from assay.payments import deliveries
from assay.tables.ledger import PaymentEvent, RejectedRow
from assay.tables.webhook import WebhookDelivery

INTENT = {"id": "pi_1", "object": "payment_intent", "status": "succeeded", "amount_received": 5, "currency": "eur"}
STRIPE = {"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "data": {"object": INTENT}}
ITEM = {"eventCode": "CAPTURE", "success": "true", "pspReference": "88", "additionalData": {"hmacSignature": "x"}}
ADYEN = {"live": "false", "notificationItems": [{"NotificationRequestItem": ITEM}]}
CAPTURE = {"id": "CAP1", "status": "COMPLETED", "amount": {"currency_code": "EUR", "value": "1.00"}}
PAYPAL = {"id": "WH-1", "event_type": "PAYMENT.CAPTURE.COMPLETED", "resource_type": "capture", "resource": CAPTURE}
PAYMENT = {"id": "P1", "status": "COMPLETED", "amount_money": {"amount": 5, "currency": "EUR"}}
SQUARE = {"type": "payment.updated", "event_id": "E1", "data": {"object": {"payment": PAYMENT}}}
CHECKOUT = {"id": "evt_2", "type": "payment_captured", "data": {"id": "pay_1", "amount": 5, "currency": "EUR"}}
SUBJECT = "<subject><transaction><id>t1</id></transaction></subject>"
XML = f"<notification><kind>transaction_settled</kind>{SUBJECT}</notification>"
BRAINTREE = {"bt_signature": "x", "bt_payload": base64.b64encode(XML.encode()).decode()}


def _read(*records: Any) -> list[Row]:
    return list(deliveries.read("\n".join(map(json.dumps, records)).encode(), lambda value: f"sealed-{len(value)}"))


@pytest.mark.parametrize(
    ("header", "body", "provider", "scheme", "signed"),
    [
        ("Stripe-Signature", STRIPE, "stripe", "stripe", True),
        (None, STRIPE, "stripe", None, False),
        (None, ADYEN, "adyen", "adyen", True),
        ("PayPal-Transmission-Sig", PAYPAL, "paypal", "paypal", True),
        ("x-square-hmacsha256-signature", SQUARE, "square", "square", True),
        ("Cko-Signature", CHECKOUT, "checkoutcom", None, True),
        (None, BRAINTREE, "braintree", None, True),
    ],
)
def test_whose_a_delivery_is(header: str | None, body: object, provider: str, scheme: str | None, signed: bool) -> None:
    headers = {header: "x"} if header else {}
    delivery, told = _read({"headers": headers, "body": json.dumps(body), "status": 200, "attempt": 2})
    assert isinstance(delivery, WebhookDelivery)
    assert isinstance(told, PaymentEvent)
    assert (delivery.provider, delivery.scheme, delivery.signed) == (provider, scheme, signed)
    assert (delivery.payment, delivery.status, delivery.attempt) == (told.payment, 200, 2)
    assert (told.provider, told.side) == (provider, "webhook")


def test_times_and_the_skew_of_what_was_signed() -> None:
    headers = {"stripe-signature": "t=1714560000,v1=00"}
    times = {"received_at": "2024-05-01T10:40:07Z", "answered_at": "2024-05-01T10:40:08Z"}
    delivery, told = _read({"headers": headers, "body": STRIPE, "url": "https://shop.example/hook?k=1", **times})
    assert isinstance(delivery, WebhookDelivery)
    assert isinstance(told, PaymentEvent)
    assert (delivery.skew_s, delivery.endpoint) == (7.0, "shop.example/hook")
    assert (delivery.received_at, told.received_at) == (datetime(2024, 5, 1, 10, 40, 7),) * 2


def test_a_notification_about_no_payment_is_a_delivery_all_the_same() -> None:
    body = {"id": "evt_9", "object": "event", "type": "customer.created", "data": {"object": {"id": "cus_1"}}}
    (delivery,) = _read({"headers": {"Stripe-Signature": "t=1,v1=0"}, "body": body})
    assert isinstance(delivery, WebhookDelivery)
    assert (delivery.event, delivery.kind, delivery.payment) == ("evt_9", "customer.created", None)


def test_deliveries_of_nobody_known_are_kept_as_such() -> None:
    rows = _read({"headers": {}, "body": "hello"}, {"headers": {"Stripe-Signature": "x"}, "body": "{"}, {"headers": 7})
    assert [type(row) for row in rows] == [RejectedRow] * 3
