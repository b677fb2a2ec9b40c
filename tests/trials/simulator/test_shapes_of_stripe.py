"""Every object that the simulator shows has the shape that Stripe's own library declares for it."""

from __future__ import annotations

from typing import Any

import stripe

from assay.trials.simulator import Simulator
from stripe_shapes import differences

#: Currency -> a method that is no card.
METHODS = {"mxn": "oxxo", "brl": "boleto", "jpy": "konbini", "eur": "multibanco", "chf": "twint", "sek": "klarna"}


def _everything(shop: stripe.StripeClient, simulator: Simulator) -> None:
    """A little of all that there is."""
    card: Any = {"amount": 5000, "currency": "eur", "payment_method_types": ["card"], "confirm": True}
    customer = shop.v1.customers.create({"email": "t@shop.example", "name": "T"})
    options = {"card": {"request_three_d_secure": "any"}}
    back = "http://127.0.0.1:9/back"
    shop.v1.payment_intents.create({**card, "payment_method": "pm_card_visa", "payment_method_options": options})
    disputed = shop.v1.payment_intents.create({**card, "payment_method": "pm_card_createDispute"})
    shop.v1.payment_intents.create({**card, "payment_method": "pm_card_createDisputeInquiry"})
    held = shop.v1.payment_intents.create(
        {
            **card,
            "payment_method": "pm_card_amex",
            "capture_method": "manual",
            "customer": customer.id,
            "setup_future_usage": "off_session",
            "shipping": {"name": "T", "address": {"line1": "1 Road"}},
        }
    )
    shop.v1.payment_intents.capture(held.id, {"amount_to_capture": 4000})
    shop.v1.refunds.create({"payment_intent": held.id, "amount": 100})
    failing = shop.v1.payment_intents.create({**card, "payment_method": "pm_card_refundFail"})
    shop.v1.refunds.create({"payment_intent": failing.id})
    challenged = shop.v1.payment_intents.create(
        {**card, "payment_method": "pm_card_threeDSecure2Required", "return_url": back}
    )
    simulator.authorize(challenged.id)
    shop.v1.payment_intents.create({**card, "payment_method": "pm_card_threeDSecure2Required"})
    for method in ("pm_card_chargeDeclined", "pm_card_chargeDeclinedFraudulent"):
        try:
            shop.v1.payment_intents.create({**card, "payment_method": method})
        except stripe.CardError as error:
            assert error.json_body and not differences(error.json_body["error"]["payment_intent"], "payment_intent")
    for currency, kind in METHODS.items():
        data: Any = {"type": kind, "billing_details": {"email": "t@shop.example"}}
        data[kind] = {"tax_id": "00000000000"} if kind == "boleto" else {}
        shop.v1.payment_intents.create(
            {
                "amount": 50_000,
                "currency": currency,
                "payment_method_types": [kind],
                "payment_method_data": data,
                "confirm": True,
                "return_url": back,
            }
        )
    shop.v1.payment_intents.create(
        {
            "amount": 5000,
            "currency": "eur",
            "payment_method_types": ["sepa_debit"],
            "payment_method": "pm_sepaDebit_success_at",
            "confirm": True,
        }
    )
    shop.v1.payment_intents.create({"amount": 5000, "currency": "usd", "automatic_payment_methods": {"enabled": True}})
    shop.v1.setup_intents.create({"customer": customer.id, "payment_method": "pm_card_visa", "confirm": True})
    shop.v1.setup_intents.create(
        {"payment_method": "pm_card_authenticationRequiredOnSetup", "confirm": True, "return_url": back}
    )
    item: Any = {"price_data": {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Tea"}}, "quantity": 2}
    shop.v1.checkout.sessions.create({"mode": "payment", "line_items": [item], "success_url": back})
    shop.v1.webhook_endpoints.create({"url": "http://127.0.0.1:9/", "enabled_events": ["invoice.paid"]})
    simulator.advance(4 * 86_400)
    shop.v1.payouts.create({"amount": 100, "currency": "eur"})
    shop.v1.disputes.close(shop.v1.disputes.list({"payment_intent": disputed.id}).data[0].id)
    simulator.advance(2 * 86_400)


def test_objects_look_as_the_library_declares_them(shop: stripe.StripeClient, simulator: Simulator) -> None:
    _everything(shop, simulator)
    kinds = (
        "payment_intent charge refund dispute customer payment_method setup_intent balance_transaction payout "
        "webhook_endpoint event checkout.session"
    ).split()
    shown = {kind: simulator.objects(kind) for kind in kinds}
    assert all(shown.values())
    wrong = {one for kind, found in shown.items() for told in found for one in differences(told, kind)}
    assert not wrong, "\n".join(sorted(wrong))
    for event in simulator.events():
        told = event["data"]["object"]
        assert not differences(told, told["object"]), event["type"]
    balance = shop.v1.balance.retrieve()
    assert not differences(balance.to_dict(), "balance")


def test_a_wrong_shape_is_noticed() -> None:
    good = {"id": "re_1", "object": "refund", "amount": 1, "created": 1, "currency": "eur"}
    assert differences({**good, "amount": "1"}, "refund") == ["refund.amount: '1' is no int"]
    assert differences({**good, "colour": 1}, "refund") == ["refund: colour is unknown"]
    assert differences({"id": "re_1", "object": "refund"}, "refund")
