"""Webhooks of the simulator, as a shop receives and verifies them with Stripe's library."""

from __future__ import annotations

import json
from typing import Any

import pytest
import stripe

from assay.model import UsageError
from assay.trials.simulator import Simulator
from simulating import Receiver

PAYMENT: Any = {
    "amount": 1250,
    "currency": "eur",
    "payment_method": "pm_card_visa",
    "payment_method_types": ["card"],
    "confirm": True,
}
KINDS = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


def pay(shop: stripe.StripeClient, simulator: Simulator) -> Any:
    intent = shop.v1.payment_intents.create(PAYMENT)
    simulator.settle()
    return intent


def test_events_arrive_in_order_and_their_signature_is_right(
    shop: stripe.StripeClient, simulator: Simulator, receiver: Receiver
) -> None:
    made = shop.v1.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"]})
    intent = pay(shop, simulator)
    assert receiver.kinds() == KINDS
    for headers, body in receiver.got:
        event = stripe.Webhook.construct_event(body, headers["stripe-signature"], made.secret)
        assert event.data.object.to_dict()["object"] in ("payment_intent", "charge")
    with pytest.raises(stripe.SignatureVerificationError):
        headers, body = receiver.got[0]
        stripe.Webhook.construct_event(body + b" ", headers["stripe-signature"], made.secret)
    assert shop.v1.webhook_endpoints.retrieve(made.id).to_dict().get("secret") is None
    event = shop.v1.events.list({"type": "payment_intent.succeeded"}).data[0]
    assert (event.data.object["id"], event.pending_webhooks) == (intent.id, 0)


def test_an_endpoint_gets_what_it_asked_for(
    shop: stripe.StripeClient, simulator: Simulator, receiver: Receiver
) -> None:
    secret = simulator.webhook(receiver.url, ("charge.*",))
    pay(shop, simulator)
    assert receiver.kinds() == ["charge.succeeded"]
    assert secret.startswith("whsec_")
    endpoint = shop.v1.webhook_endpoints.list().data[0]
    shop.v1.webhook_endpoints.update(endpoint.id, {"disabled": True})
    pay(shop, simulator)
    assert len(receiver.got) == 1
    shop.v1.webhook_endpoints.delete(endpoint.id)
    assert not shop.v1.webhook_endpoints.list().data


def test_what_is_not_accepted_is_sent_again(
    shop: stripe.StripeClient, simulator: Simulator, receiver: Receiver
) -> None:
    simulator.webhook(receiver.url, ("payment_intent.succeeded",))
    receiver.answers = [500, 503]
    pay(shop, simulator)
    assert len(receiver.got) == 1
    simulator.advance(3 * 3_600)
    assert len(receiver.got) == 3
    assert len({body for _, body in receiver.got}) == 1
    told = [(sent["attempt"], sent["status"]) for sent in simulator.deliveries()]
    assert told == [(1, 500), (2, 503), (3, 200)]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "twice", "on": "charge.succeeded"}, [KINDS[0], KINDS[1], KINDS[1], KINDS[2]]),
        ({"kind": "parallel", "on": "charge.succeeded"}, [KINDS[0], KINDS[1], KINDS[1], KINDS[2]]),
        ({"kind": "reversed", "on": "charge.succeeded"}, [KINDS[0], KINDS[2], KINDS[1]]),
        ({"kind": "lost", "on": "charge.succeeded"}, [KINDS[0], KINDS[2]]),
    ],
)
def test_webhooks_come_twice_out_of_order_or_never(
    shop: stripe.StripeClient, simulator: Simulator, receiver: Receiver, fault: dict[str, str], expected: list[str]
) -> None:
    simulator.webhook(receiver.url)
    simulator.fault(**fault)
    receiver.slow = 0.05
    pay(shop, simulator)
    assert receiver.kinds() == expected
    assert receiver.most_at_once == (2 if fault["kind"] == "parallel" else 1)


def test_a_webhook_comes_late(shop: stripe.StripeClient, simulator: Simulator, receiver: Receiver) -> None:
    simulator.webhook(receiver.url, ("payment_intent.succeeded",))
    simulator.fault("late", on="payment_intent.succeeded", seconds=7_200)
    pay(shop, simulator)
    simulator.advance(7_000)
    assert receiver.got == []
    simulator.advance(300)
    assert receiver.kinds() == ["payment_intent.succeeded"]


@pytest.mark.parametrize("kind", ["unsigned", "wrong_signature"])
def test_a_webhook_without_a_right_signature(
    shop: stripe.StripeClient, simulator: Simulator, receiver: Receiver, kind: str
) -> None:
    secret = simulator.webhook(receiver.url, ("payment_intent.succeeded",))
    simulator.fault(kind)
    pay(shop, simulator)
    headers, body = receiver.got[0]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, headers.get("stripe-signature", ""), secret)
    assert simulator.deliveries()[0]["signature"] == {"unsigned": "none", "wrong_signature": "wrong"}[kind]


def test_webhooks_can_be_held_let_out_newest_first_and_repeated(
    shop: stripe.StripeClient, simulator: Simulator, receiver: Receiver
) -> None:
    simulator.webhook(receiver.url)
    simulator.hold()
    intent = pay(shop, simulator)
    assert receiver.got == [] and simulator.quiet
    simulator.release(newest_first=True)
    simulator.settle()
    assert receiver.kinds() == KINDS[::-1]
    assert simulator.repeat(intent.id)
    simulator.settle()
    assert receiver.kinds()[-1] == "payment_intent.succeeded"
    assert simulator.deliveries()[-1]["attempt"] == 2
    assert not simulator.repeat("pi_nothing")


def test_a_shop_that_asks_back_while_it_is_called_is_answered(
    shop: stripe.StripeClient, simulator: Simulator, receiver: Receiver
) -> None:
    simulator.webhook(receiver.url, ("payment_intent.succeeded",))
    seen = []
    take = receiver.take

    def asks(headers: dict[str, str], body: bytes) -> int:
        seen.append(shop.v1.payment_intents.retrieve(json.loads(body)["data"]["object"]["id"]).status)
        return take(headers, body)

    receiver.take = asks  # type: ignore[method-assign]
    pay(shop, simulator)
    assert seen == ["succeeded"]


def test_no_other_machine_is_called(shop: stripe.StripeClient, simulator: Simulator) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="this machine alone"):
        shop.v1.webhook_endpoints.create({"url": "https://shop.example/hooks", "enabled_events": ["*"]})
    with pytest.raises(UsageError):
        simulator.webhook("http://192.0.2.7/hooks")
    with pytest.raises(UsageError):
        Simulator(webhooks=("http://192.0.2.7/hooks",))


def test_addresses_given_at_the_start_outlive_a_reset(receiver: Receiver) -> None:
    with Simulator(seed=3, webhooks=(receiver.url,)) as running:
        secret = running.secrets[receiver.url]
        running.reset()
        assert running.secrets[receiver.url] == secret
        client = stripe.StripeClient("_".join(("sk", "test", "1")), base_addresses={"api": running.url})
        pay(client, running)
    assert receiver.kinds() == KINDS
    for headers, body in receiver.got:
        stripe.Webhook.construct_event(body, headers["stripe-signature"], secret)
