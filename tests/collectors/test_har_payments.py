"""Calls to providers, and notifications delivered to the shop, as recordings and trials show them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from typing import Any

import pytest

from assay.collectors import har, trials
from assay.model import Source
from assay.tables.ledger import PaymentEvent
from assay.tables.webhook import WebhookDelivery

INTENT = {
    "id": "pi_1Pgafy",
    "object": "payment_intent",
    "status": "requires_capture",
    "amount": 1250,
    "amount_capturable": 1250,
    "currency": "eur",
}


def _entry(method: str, url: str, status: int, answer: object, **request: Any) -> dict[str, Any]:
    content = {"mimeType": "application/json", "text": json.dumps(answer) if answer is not None else ""}
    return {
        "startedDateTime": "2024-05-01T10:40:00.000Z",
        "time": 1500,
        "request": {"method": method, "url": url, "headers": [], **request},
        "response": {"status": status, "headers": [], "content": content},
    }


def _rows(*entries: dict[str, Any]) -> list[PaymentEvent | WebhookDelivery]:
    recording = json.dumps({"log": {"entries": list(entries)}}).encode()
    return [row for row in har.read(Source("a.har", recording)) if isinstance(row, PaymentEvent | WebhookDelivery)]


def _event(*entries: dict[str, Any]) -> PaymentEvent:
    (row,) = _rows(*entries)
    assert isinstance(row, PaymentEvent)
    return row


def test_an_answer_of_a_provider_is_an_event_seen_by_the_interface() -> None:
    key = [{"name": "Idempotency-Key", "value": "key-1"}]
    row = _event(_entry("POST", "https://api.stripe.com/v1/payment_intents", 200, INTENT, headers=key))
    assert (row.side, row.state, row.amount_minor, row.payment) == ("api", "authorized", 1250, "pi_1Pgafy")
    assert row.idempotency_key
    assert "key-1" not in row.idempotency_key
    assert row.received_at == datetime(2024, 5, 1, 10, 40, 1, 500_000)
    assert row.environment == "test"


def test_a_refusal_names_the_payment_that_was_declined() -> None:
    failed = {"type": "card_error", "code": "card_declined", "decline_code": "do_not_honor", "payment_intent": INTENT}
    row = _event(_entry("POST", "https://api.stripe.com/v1/payment_intents/pi_1Pgafy/confirm", 402, {"error": failed}))
    assert (row.state, row.decline_code, row.payment) == ("declined", "do_not_honor", "pi_1Pgafy")


@pytest.mark.parametrize(("status", "said"), [(0, "no answer"), (503, "server error")])
def test_what_a_provider_did_not_answer_is_unknown(status: int, said: str) -> None:
    row = _event(_entry("POST", "https://api.stripe.com/v1/payment_intents/pi_1Pgafy/capture", status, None))
    assert (row.said, row.state, row.payment) == (said, "unknown", "pi_1Pgafy")


def test_a_shop_of_bigcommerce_tells_of_payments_that_have_an_identifier() -> None:
    payments = [{"paymentId": "1058", "methodId": "fawry", "amount": 10678.86, "detail": {"step": "FINALIZE"}}]
    order = {"orderId": 414, "currency": {"code": "EGP"}, "payments": [*payments, {"paymentId": None, "amount": 1}]}
    row = _event(_entry("GET", "https://shop.example/api/storefront/orders/414", 200, order))
    assert (row.provider, row.payment, row.order_id) == ("bigcommerce", "1058", "414")
    assert (row.amount_minor, row.currency, row.method, row.state) == (1067886, "EGP", "fawry", None)


@pytest.mark.parametrize(
    "url",
    [
        "https://js.stripe.com/v3/fingerprinted/data.json",
        "https://shop.example/api/payments/pi_1Pgafy",
        "https://stripe.com.attacker.example/v1/payment_intents",
        "https://checkoutshopper-test.adyen.com/checkoutshopper/v2/analytics/id",
    ],
)
def test_what_is_about_no_payment_of_a_known_provider_gives_no_row(url: str) -> None:
    assert _rows(_entry("POST", url, 200, INTENT)) == []


def test_an_answer_that_is_not_understood_gives_no_row() -> None:
    wrong = {**INTENT, "amount": "12.50"}
    assert _rows(_entry("POST", "https://api.stripe.com/v1/payment_intents", 200, wrong)) == []


def test_a_signed_notification_is_a_delivery_and_what_it_tells() -> None:
    created = int(datetime.fromisoformat("2024-05-01T10:39:50Z").timestamp())
    event = {
        "id": "evt_1",
        "object": "event",
        "type": "payment_intent.succeeded",
        "created": created,
        "livemode": False,
        "data": {"object": {**INTENT, "status": "succeeded", "amount_received": 1250}},
    }
    signed = [{"name": "Stripe-Signature", "value": f"t={created + 4},v1=00"}]
    body = {"mimeType": "application/json", "text": json.dumps(event)}
    hook = _entry("POST", "https://shop.example/webhooks", 200, None, headers=signed, postData=body)
    delivery, told = _rows(hook)
    assert isinstance(delivery, WebhookDelivery)
    assert isinstance(told, PaymentEvent)
    assert (delivery.scheme, delivery.endpoint, delivery.status) == ("stripe", "shop.example/webhooks", 200)
    assert (delivery.event, delivery.kind, delivery.payment) == ("evt_1", "payment_intent.succeeded", "pi_1Pgafy")
    assert (delivery.signed, delivery.authentic, delivery.skew_s) == (True, None, 6.0)
    assert (told.side, told.state, told.received_at) == ("webhook", "captured", delivery.received_at)


def test_trials_of_a_provider_for_tests_tell_the_same() -> None:
    exchange = {
        "operation": "a",
        "phase": "coverage",
        "case": "1",
        "har": _entry("POST", "http://127.0.0.1:4242/v1/payment_intents", 200, INTENT),
    }
    head = {"assay_trial": 1, "api": "stripe", "seed": 1, "started_at": "2024-05-01T10:40:00Z"}
    log = "\n".join(map(json.dumps, [head, {"exchange": exchange}])) + "\n"
    found: list[PaymentEvent] = []
    rows = trials.read(Source("assay-trial.ndjson", log.encode()))
    for row in rows:
        if isinstance(row, PaymentEvent):
            found.append(row)
            break
    assert [row.state for row in found] == ["authorized"]


def test_what_providers_say_is_loaded_where_one_speaks_alone() -> None:
    script = (
        "import sys, assay.collectors.har; print([n for n in sys.modules if n.startswith('assay.payments.stripe')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
