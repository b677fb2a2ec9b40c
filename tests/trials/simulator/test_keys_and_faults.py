"""Idempotency keys and faults, as Stripe's library meets them."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
import stripe

from assay.model import UsageError
from assay.trials.simulator import KINDS, Simulator, read

PAYMENT: Any = {
    "amount": 1250,
    "currency": "eur",
    "payment_method": "pm_card_visa",
    "payment_method_types": ["card"],
    "confirm": True,
}


def test_the_same_key_gives_the_first_answer_again(shop: stripe.StripeClient, simulator: Simulator) -> None:
    first = shop.v1.payment_intents.create(PAYMENT, {"idempotency_key": "order-1"})
    second = shop.v1.payment_intents.create(PAYMENT, {"idempotency_key": "order-1"})
    assert first.to_dict() == second.to_dict()
    assert len(simulator.objects("payment_intent")) == 1
    assert first.last_response is not None and second.last_response is not None
    before, after = first.last_response.headers, second.last_response.headers
    assert after["Idempotent-Replayed"] == "true"
    assert after["Original-Request"] == before["Request-Id"] != after["Request-Id"]
    assert after["Idempotency-Key"] == "order-1"
    simulator.advance(86_400)
    third = shop.v1.payment_intents.create(PAYMENT, {"idempotency_key": "order-1"})
    assert third.id != first.id


def test_a_key_is_for_one_request_alone(shop: stripe.StripeClient, simulator: Simulator) -> None:
    shop.v1.payment_intents.create(PAYMENT, {"idempotency_key": "order-1"})
    with pytest.raises(stripe.IdempotencyError, match="same parameters") as caught:
        shop.v1.payment_intents.create({**PAYMENT, "amount": 1251}, {"idempotency_key": "order-1"})
    assert caught.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        shop.v1.customers.create({}, {"idempotency_key": "order-1"})
    with pytest.raises(stripe.IdempotencyError, match="255"):
        shop.v1.customers.create({}, {"idempotency_key": "k" * 256})
    assert len(simulator.objects("payment_intent")) == 1


def test_a_decline_is_kept_under_its_key_and_a_mistake_is_not(shop: stripe.StripeClient, simulator: Simulator) -> None:
    declined = {**PAYMENT, "payment_method": "pm_card_chargeDeclined"}
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            shop.v1.payment_intents.create(declined, {"idempotency_key": "declined"})
    assert len(simulator.objects("charge")) == 1
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.payment_intents.create({**PAYMENT, "amount": 1}, {"idempotency_key": "mistake"})
    assert shop.v1.payment_intents.create(PAYMENT, {"idempotency_key": "mistake"}).status == "succeeded"


def test_two_at_once_under_one_key_charge_once(shop: stripe.StripeClient, simulator: Simulator) -> None:
    simulator.fault("slow", on="POST /v1/payment_intents", seconds=0.5)

    def submit(wait: float) -> object:
        time.sleep(wait)
        try:
            return shop.v1.payment_intents.create(PAYMENT, {"idempotency_key": "pressed twice"}).status
        except stripe.StripeError as error:
            return error.http_status, error.error.code if error.error else None

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(submit, (0.0, 0.2)))
    assert answers == ["succeeded", (409, "idempotency_key_in_use")]
    assert len(simulator.objects("charge")) == 1


def test_without_a_key_two_submits_charge_twice(shop: stripe.StripeClient, simulator: Simulator) -> None:
    for _ in range(2):
        shop.v1.payment_intents.create(PAYMENT)
    assert len(simulator.objects("charge")) == 2


@pytest.mark.parametrize(
    ("kind", "more"),
    [("reset_after", {}), ("reset", {}), ("error", {"status": 503}), ("timeout_after", {"seconds": 0.1})],
)
def test_the_library_retries_and_the_money_moves_once(
    retrying: stripe.StripeClient, simulator: Simulator, kind: str, more: dict[str, Any]
) -> None:
    simulator.fault(kind, on="POST /v1/payment_intents", **more)
    assert retrying.v1.payment_intents.create(PAYMENT).status == "succeeded"
    assert len(simulator.objects("charge")) == 1
    assert [seen["fault"] for seen in simulator.requests()] == [kind, None]


def test_an_answer_that_was_lost_leaves_the_money_moved(shop: stripe.StripeClient, simulator: Simulator) -> None:
    simulator.fault("reset_after", on="POST /v1/payment_intents", where={"metadata[order]": "A-2"})
    shop.v1.payment_intents.create({**PAYMENT, "metadata": {"order": "A-1"}})
    with pytest.raises(stripe.APIConnectionError):
        shop.v1.payment_intents.create({**PAYMENT, "metadata": {"order": "A-2"}})
    assert [intent["status"] for intent in simulator.objects("payment_intent")] == ["succeeded", "succeeded"]
    lost = simulator.exchanges()[-1]
    assert lost.status is None and lost.call.payment == simulator.objects("payment_intent")[-1]["id"]


def test_an_error_after_the_money_moved_is_what_the_key_gives_again(
    shop: stripe.StripeClient, simulator: Simulator
) -> None:
    simulator.fault("error_after", on="POST /v1/payment_intents")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as caught:
            shop.v1.payment_intents.create(PAYMENT, {"idempotency_key": "k"})
        assert caught.value.http_status == 500
    assert len(simulator.objects("charge")) == 1


def test_too_many_requests_are_told_so_and_how_long_to_wait(shop: stripe.StripeClient, simulator: Simulator) -> None:
    simulator.fault("rate_limit", times=2)
    for _ in range(2):
        with pytest.raises(stripe.RateLimitError) as caught:
            shop.v1.balance.retrieve()
        assert caught.value.headers is not None and caught.value.headers["Retry-After"] == "1"
    assert shop.v1.balance.retrieve().object == "balance"


def test_an_object_that_is_locked_is_asked_for_again(retrying: stripe.StripeClient, simulator: Simulator) -> None:
    simulator.fault("rate_limit", code="lock_timeout", on="POST /v1/payment_intents")
    assert retrying.v1.payment_intents.create(PAYMENT).status == "succeeded"
    assert [seen["status"] for seen in simulator.requests()] == [429, 200]


def test_a_decline_can_be_asked_for_whatever_the_card(shop: stripe.StripeClient, simulator: Simulator) -> None:
    simulator.fault("decline", code="do_not_honor", on="*payment_intents*", skip=1)
    assert shop.v1.payment_intents.create(PAYMENT).status == "succeeded"
    with pytest.raises(stripe.CardError) as caught:
        shop.v1.payment_intents.create(PAYMENT)
    assert caught.value.error is not None and caught.value.error.decline_code == "do_not_honor"


def test_chances_are_drawn_from_the_seed(shop: stripe.StripeClient, simulator: Simulator) -> None:
    def struck() -> list[bool]:
        simulator.reset()
        simulator.fault("rate_limit", times=0, rate=0.5)
        answers = []
        for _ in range(20):
            try:
                shop.v1.balance.retrieve()
                answers.append(False)
            except stripe.RateLimitError:
                answers.append(True)
        return answers

    first = struck()
    assert first == struck()
    assert 3 < sum(first) < 17


def test_faults_are_asked_for_by_text_and_what_cannot_be_is_said(simulator: Simulator) -> None:
    fault = read("reset_after:on=POST /v1/refunds,times=2,rate=0.5")
    assert (fault.on, fault.times, fault.rate) == ("POST /v1/refunds", 2, 0.5)
    for wrong in ("nonsense", "reset:times=many", "reset:often=1", "error:status=200", "timeout:seconds=-1"):
        with pytest.raises(UsageError):
            read(wrong)
    assert "decline" in KINDS


def asked(simulator: Simulator, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    connection = HTTPConnection(urlsplit(simulator.url).netloc, timeout=20)
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    connection.request(method, path, raw, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    text = answer.read()
    return answer.status, json.loads(text) if answer.headers["Content-Type"] == "application/json" else text


def test_a_test_in_another_language_reaches_all_of_it(shop: stripe.StripeClient, simulator: Simulator) -> None:
    status, told = asked(simulator, "POST", "/_assay/faults", [{"kind": "rate_limit"}, {"kind": "twice", "on": "x"}])
    assert (status, len(told["faults"])) == (200, 2)
    with pytest.raises(stripe.RateLimitError):
        shop.v1.payment_intents.create(PAYMENT)
    shop.v1.payment_intents.create(PAYMENT)
    assert asked(simulator, "GET", "/_assay/faults")[1]["faults"][0]["struck"] == 1
    assert asked(simulator, "POST", "/_assay/faults", {"kind": "nonsense"})[0] == 400
    assert asked(simulator, "DELETE", "/_assay/faults")[1]["faults"] == []
    before = asked(simulator, "GET", "/_assay/clock")[1]["now"]
    assert asked(simulator, "POST", "/_assay/clock", {"advance": 60})[1]["now"] == before + 60
    assert asked(simulator, "POST", "/_assay/clock", {"advance": -1})[0] == 400
    kinds = [event["type"] for event in asked(simulator, "GET", "/_assay/events")[1]["events"]]
    lines = asked(simulator, "GET", "/_assay/payments.jsonl")[1].decode().splitlines()
    assert [json.loads(line)["type"] for line in lines] == kinds != []
    seen = asked(simulator, "GET", "/_assay/requests")[1]["requests"]
    assert [(one["status"], one["fault"]) for one in seen] == [(429, "rate_limit"), (200, None)]
    assert asked(simulator, "GET", "/_assay/state")[1]["stripe"]["payment_intent"]
    assert asked(simulator, "POST", "/_assay/reset")[0] == 200
    assert not asked(simulator, "GET", "/_assay/state")[1]["stripe"]["payment_intent"]
    assert "GET /_assay/state" in asked(simulator, "GET", "/_assay/nothing")[1]["error"]["there_is"]


def test_what_a_request_said_in_vain_is_told(shop: stripe.StripeClient, simulator: Simulator) -> None:
    shop.v1.payment_intents.create({**PAYMENT, "application_fee_amount": 10})
    assert simulator.requests()[-1]["ignored"] == ["application_fee_amount"]


def test_an_answer_does_not_wait_for_an_acknowledgement(simulator: Simulator) -> None:
    connection = HTTPConnection(urlsplit(simulator.url).netloc, timeout=20)
    seconds = []
    for _ in range(20):
        began = time.monotonic()
        connection.request("POST", "/_assay/settle", b"{}")
        connection.getresponse().read()
        seconds.append(time.monotonic() - began)
    assert min(seconds) < 0.03  # Nagle's algorithm and delayed acknowledgements make it 0.04 each time


def test_no_page_of_another_site_controls_it(simulator: Simulator) -> None:
    assert asked(simulator, "GET", "/_assay/state", Host="evil.example")[0] == 403
    assert asked(simulator, "POST", "/_assay/reset", Origin="https://evil.example")[0] == 403


def test_its_control_may_ask_for_a_token() -> None:
    with Simulator(token="let me in") as guarded:
        assert asked(guarded, "GET", "/_assay/state")[0] == 401
        assert asked(guarded, "GET", "/_assay/state", Authorization="Bearer let me in")[0] == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"\xff\xfe=1", 400),
        (b"amount=1&amount[x]=2", 400),
        (b"a" + b"[b]" * 50 + b"=1", 400),
        (b"&".join(b"a%d=1" % n for n in range(3_000)), 400),
        (b"[]=1", 400),
        (b"x" * 1_100_000, 413),
        (b"amount=" + b"9" * 400 + b"&currency=eur", 400),
        ("amount=٣٣&currency=eur".encode(), 400),
        (b"amount=1250&currency=eur&metadata[a]=" + b"x" * 501, 400),
        (b"amount=1250&currency=eur&expand[]=nothing", 400),
        (b"amount=1250&currency=eur&metadata=x", 400),
    ],
)
def test_hostile_bodies_are_refused_in_stripes_shape(simulator: Simulator, body: bytes, status: int) -> None:
    key = "Bearer " + "_".join(("sk", "test", "1"))
    form = "application/x-www-form-urlencoded"
    answered, told = asked(simulator, "POST", "/v1/payment_intents", body, Authorization=key, Content_Type=form)
    assert answered == status
    assert told["error"]["type"] == "invalid_request_error" and told["error"]["message"]
