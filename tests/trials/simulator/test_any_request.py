"""Whatever is asked of either provider, in whatever order, it answers as a provider does; and money adds up."""

from __future__ import annotations

import json
import random
from typing import Any
from urllib.parse import urlencode

import pytest

from assay.trials.simulator.adyen.provider import Adyen
from assay.trials.simulator.deliveries import Deliveries
from assay.trials.simulator.stripe.provider import Stripe, operations
from assay.trials.simulator.world import Call, World

KEY = "Bearer " + "_".join(("sk", "test", "1"))
VALUES = [
    "", "0", "1", "50", "1250", "-5", "99999999999999999999", "true", "false", "eur", "jpy", "mxn", "card", "ideal",
    "sepa_debit", "oxxo", "manual", "pm_card_visa", "pm_card_createDispute", "pm_card_threeDSecure2Required",
    "pm_card_chargeDeclined", "pm_sepaDebit_failed_at", "payment", "off_session", "http://127.0.0.1:9/", "*", "é",
    "\x00",
]  # fmt: skip
OFTEN = ["POST /v1/payment_intents"] * 15 + ["POST /v1/refunds"] * 10
NAMES = [
    "amount", "currency", "payment_method", "payment_method_types[]", "confirm", "capture_method", "customer",
    "amount_to_capture", "final_capture", "payment_intent", "charge", "reason", "type", "card[token]", "card[number]",
    "card[exp_month]", "card[exp_year]", "expand[]", "limit", "starting_after", "ending_before", "created[gte]",
    "created",
    "metadata[a]", "metadata", "off_session", "return_url", "setup_future_usage", "mode", "success_url", "url",
    "line_items[0][price_data][unit_amount]", "line_items[0][price_data][currency]", "line_items[0][quantity]",
    "enabled_events[]", "evidence[uncategorized_text]", "payment_method_data[type]",
    "automatic_payment_methods[enabled]",
    "payment_method_data[billing_details][email]", "payment_method_options[card][request_three_d_secure]", "shipping",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_stripe_answers_everything_in_its_own_shape(seed: int) -> None:
    chance = random.Random(seed)
    world = World(seed, 1_720_000_000, 0)
    stripe = Stripe(world, Deliveries(world))
    for _ in range(700):
        method, _, path = chance.choice([*operations(), *OFTEN]).partition(" ")
        known = [name for kept in stripe.books.kept.values() for name in list(kept)[-4:]]
        while "*" in path:
            path = path.replace("*", chance.choice([*known, "nothing"]), 1)
        pairs = [(name, chance.choice([*VALUES, *known])) for name in chance.sample(NAMES, chance.randint(0, 7))]
        if path == "/v1/payment_intents" and chance.random() < 0.7:
            card = chance.choice([value for value in VALUES if value.startswith("pm_card")])
            pairs = [("amount", "1250"), ("currency", "eur"), ("payment_method", card), ("confirm", "true"), *pairs[:2]]
            pairs.append(("payment_method_types[]", "card"))
        if path == "/v1/refunds" and method == "POST" and chance.random() < 0.8:
            pairs = [("payment_intent", chance.choice(list(stripe.books.kept["payment_intent"]) or ["nothing"]))]
            pairs += [("amount", chance.choice(["1", "50", "600"]))] * chance.randint(0, 1)
        said = urlencode(pairs)
        query, body = (said, b"") if method == "GET" else ("", said.encode())
        call = Call(method, path, query, {"authorization": KEY}, body)
        answer = stripe.begin(call) or stripe.act(call)
        assert answer.status in (200, 400, 402, 404), (method, path, said, answer.body)
        assert isinstance(answer.body, dict)
        assert (answer.status == 200) == ("error" not in answer.body)
        json.dumps(answer.body)
        if chance.random() < 0.05:
            world.clock.forward(chance.choice([1, 300, 900_000]))
        world.run_due()
    _adds_up(stripe)


def _adds_up(stripe: Stripe) -> None:
    kept = stripe.books.kept
    assert kept["charge"] and kept["refund"]
    for charge in kept["charge"].values():
        assert 0 <= charge["amount_captured"] <= charge["amount"]
        refunds = [one for one in stripe.books.of("refund", charge=charge["id"]) if one["status"] != "failed"]
        released = charge["amount"] - charge["amount_captured"] if charge["captured"] else 0
        if charge["captured"]:
            assert charge["amount_refunded"] == sum(one["amount"] for one in refunds) + released
            assert charge["amount_refunded"] <= charge["amount"]
    for intent in kept["payment_intent"].values():
        charges = stripe.books.of("charge", payment_intent=intent["id"])
        assert intent["amount_received"] == sum(charge["amount_captured"] for charge in charges)
        assert (intent["status"] == "succeeded") == (intent["amount_received"] > 0 and not intent["amount_capturable"])


def _value(chance: random.Random, depth: int = 0) -> Any:
    kinds: list[Any] = [
        None,
        True,
        -1,
        0,
        1250,
        1.5,
        "",
        "EUR",
        "scheme",
        "ideal",
        "multibanco",
        "x" * 3_000,
        "4" + "1" * 15,
    ]
    if depth < 2:
        names = ["value", "currency", "type", "number", "holderName", "redirectResult", "manualCapture"]
        kinds.append({name: _value(chance, depth + 1) for name in chance.sample(names, 3)})
        kinds.append([_value(chance, depth + 1)])
    return chance.choice(kinds)


@pytest.mark.parametrize("seed", range(3))
def test_adyen_answers_everything_in_its_own_shape(seed: int) -> None:
    chance = random.Random(seed)
    world = World(seed, 1_720_000_000, 0)
    adyen = Adyen(world, Deliveries(world))
    good: dict[str, Any] = {
        "amount": {"value": 1250, "currency": "EUR"},
        "reference": "A-1",
        "merchantAccount": "M",
        "returnUrl": "http://127.0.0.1:9/",
        "paymentMethod": {"type": "scheme", "number": "4" + "1" * 15},
        "additionalData": {"manualCapture": "true"},
    }
    paths = ["/payments", "/payments/details", "/cancels", "/sessions", "/paymentMethods", "/nothing"]
    for _ in range(700):
        known = [*list(adyen.payments.kept)[-4:], "NOTHING"]
        changes = [
            f"/payments/{chance.choice(known)}/{kind}" for kind in ("captures", "refunds", "cancels", "reversals")
        ]
        said = {**good, **{name: _value(chance) for name in chance.sample(sorted(good), chance.randint(0, 2))}}
        body = json.dumps(said) if chance.random() < 0.95 else chance.choice(["", "[]", "{", "null", "[" * 3_000])
        call = Call("POST", f"/v72{chance.choice([*paths, *changes, *changes])}", "", {"x-api-key": "k"}, body.encode())
        answer = adyen.begin(call) or adyen.act(call)
        assert answer.status in (200, 201, 400, 404, 422), (call.path, body, answer.body)
        assert isinstance(answer.body, dict)
        assert (answer.status < 300) == ("errorCode" not in answer.body)
        world.clock.forward(chance.choice([0, 1, 600]))
        world.run_due()
    assert any(payment["refunded"] for payment in adyen.payments.kept.values())
    for payment in adyen.payments.kept.values():
        assert 0 <= payment["refunded"] <= payment["captured"] <= payment["authorised"]
