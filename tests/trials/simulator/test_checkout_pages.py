"""Checkout Sessions and the pages of the simulator, as a shopper's browser meets them."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import stripe

from assay.trials.simulator import Simulator

SESSION: Any = {
    "mode": "payment",
    "success_url": "http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://127.0.0.1:9/cart",
    "line_items": [
        {"price_data": {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Tea"}}, "quantity": 2}
    ],
    "payment_intent_data": {"metadata": {"order_id": "A-1"}},
}


def post(url: str, **form: str) -> tuple[int, str, str]:
    """Status, where it leads to, and the page."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=20)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST" if form else "GET", parts.path, urlencode(form), headers)
    answer = connection.getresponse()
    return answer.status, answer.headers.get("Location", ""), answer.read().decode()


def test_a_session_is_paid_on_its_page(shop: stripe.StripeClient, simulator: Simulator) -> None:
    session = shop.v1.checkout.sessions.create(SESSION)
    assert (session.status, session.amount_total) == ("open", 1800)
    status, _, page = post(str(session.url))
    assert status == 200 and "18.00 EUR" in page and "pm_card_visa" in page
    status, _, page = post(str(session.url), method="pm_card_chargeDeclined")
    assert status == 200 and "Your card was declined." in page
    status, there, _ = post(str(session.url), method="pm_card_visa")
    assert (status, there) == (303, f"http://127.0.0.1:9/done?session={session.id}")
    session = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (session.status, session.payment_status) == ("complete", "paid")
    assert session.payment_intent.metadata.to_dict() == {"order_id": "A-1"}  # type: ignore[union-attr]
    assert len(shop.v1.checkout.sessions.line_items.list(session.id).data) == 1
    assert simulator.events("checkout.session.completed")


def test_a_challenge_comes_back_to_the_session(shop: stripe.StripeClient) -> None:
    session = shop.v1.checkout.sessions.create(SESSION)
    status, there, _ = post(str(session.url), method="pm_card_threeDSecure2Required")
    assert status == 303
    _, back, _ = post(there, do="authorize")
    assert urlsplit(back).path == urlsplit(str(session.url)).path
    status, done, _ = post(back)
    assert (status, done) == (303, f"http://127.0.0.1:9/done?session={session.id}")


def test_other_methods_are_paid_on_the_page_and_later(shop: stripe.StripeClient, simulator: Simulator) -> None:
    session = shop.v1.checkout.sessions.create({**SESSION, "payment_method_types": ["ideal", "sepa_debit"]})
    assert "pm_card_visa" not in post(str(session.url))[2]
    assert post(str(session.url), method="sepa_debit")[0] == 303
    session = shop.v1.checkout.sessions.retrieve(session.id)
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    simulator.advance(10)
    assert shop.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    kinds = [event["type"] for event in simulator.events("checkout.session.*")]
    assert kinds == ["checkout.session.completed", "checkout.session.async_payment_succeeded"]


def test_a_session_expires(shop: stripe.StripeClient, simulator: Simulator) -> None:
    first, second = shop.v1.checkout.sessions.create(SESSION), shop.v1.checkout.sessions.create(SESSION)
    shop.v1.checkout.sessions.expire(first.id)
    simulator.advance(86_401)
    for session in (first, second):
        assert shop.v1.checkout.sessions.retrieve(session.id).status == "expired"
        assert "expired" in post(str(first.url))[2]
    with pytest.raises(stripe.InvalidRequestError, match="expired"):
        shop.v1.checkout.sessions.expire(first.id)
    assert len(simulator.events("checkout.session.expired")) == 2


def test_what_a_shop_says_is_shown_as_text(shop: stripe.StripeClient, simulator: Simulator) -> None:
    evil = "<script>alert(1)</script>"
    session = shop.v1.checkout.sessions.create({**SESSION, "cancel_url": f"javascript:{evil}", "success_url": evil})
    assert "<script" not in post(str(session.url))[2]
    assert "javascript:" not in post(str(session.url))[2]
    status, there, _ = post(str(session.url), method="pm_card_visa\r\nX: 1")
    assert status == 200
    assert post(f"{simulator.url}/_assay/pages/{'x' * 50}%3Cscript%3E")[0] == 404
    intent = shop.v1.payment_intents.create(
        {
            "amount": 1250,
            "currency": "eur",
            "payment_method": "pm_card_threeDSecure2Required",
            "payment_method_types": ["card"],
            "confirm": True,
            "return_url": "http://127.0.0.1:9/\r\nSet-Cookie: a=b",
        }
    )
    status, there, _ = post(intent.next_action.redirect_to_url.url, do="authorize")
    assert status == 303 and "\n" not in there and "%0D%0A" in there
