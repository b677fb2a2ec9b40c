"""Same seed, same beginning, same requests: the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import Adyen
import stripe

from assay.trials.simulator import Simulator
from simulating import receiving

AT = datetime(2024, 7, 15, 12, tzinfo=UTC)


def day(seed: int) -> bytes:
    """A day of a shop: payments, captures, declines, refunds, a dispute, a debit; the state at its end."""
    with receiving() as receiver, Simulator(seed=seed, at=AT) as simulator:
        simulator.webhook(receiver.url)
        shop = stripe.StripeClient("_".join(("sk", "test", "1")), base_addresses={"api": simulator.url})
        said: Any = {"currency": "eur", "payment_method_types": ["card", "sepa_debit"], "confirm": True}
        for number, method in enumerate(
            ("pm_card_visa", "pm_card_createDispute", "pm_card_chargeDeclined", "pm_sepaDebit_success_at")
        ):
            try:
                intent = shop.v1.payment_intents.create(
                    {**said, "amount": 1000 + number, "payment_method": method}, {"idempotency_key": f"pay {number}"}
                )
            except stripe.CardError:
                continue
            if intent.status == "succeeded" and number == 0:
                shop.v1.refunds.create({"payment_intent": intent.id, "amount": 100}, {"idempotency_key": "back"})
        held = shop.v1.payment_intents.create(
            {**said, "amount": 5000, "payment_method": "pm_card_visa", "capture_method": "manual"},
            {"idempotency_key": "hold"},
        )
        shop.v1.payment_intents.capture(held.id, {"amount_to_capture": 4000}, {"idempotency_key": "take"})
        checkout = Adyen.Adyen(xapikey="x", platform="test").checkout
        checkout.payments_api.baseUrl = f"{simulator.url}/v72"
        card = {"type": "scheme", "number": "4" + "1" * 15, "holderName": "T"}
        for reference in ("B-1", "B-2"):
            request = {"amount": {"value": 900, "currency": "EUR"}, "reference": reference, "paymentMethod": card}
            checkout.payments_api.payments({**request, "merchantAccount": "M", "returnUrl": "http://127.0.0.1:9/"})
        simulator.advance(86_400)
        return simulator.state().replace(receiver.url.encode(), b"-").replace(simulator.url.encode(), b"-")


def test_the_same_seed_and_requests_make_the_same_state() -> None:
    assert day(5) == day(5)


def test_another_seed_makes_another() -> None:
    assert day(5) != day(6)
