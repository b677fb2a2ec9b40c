"""What the shop refuses before it asks anybody for money."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from pay_shop import app


@pytest.fixture
def client() -> TestClient:
    return TestClient(app)


def ordered(client: TestClient) -> dict[str, Any]:
    order: dict[str, Any] = client.post("/orders", json={"total": "19.99", "currency": "EUR", "method": "card"}).json()
    return order


def test_an_order_is_open_until_it_is_paid(client: TestClient) -> None:
    order = ordered(client)
    assert (order["status"], order["total_minor"], order["paid_minor"]) == ("open", 1999, 0)
    assert client.get(f"/orders/{order['id']}").json() == order


def test_an_unknown_method_or_currency_is_refused(client: TestClient) -> None:
    for wrong in ({"method": "shells"}, {"currency": "XXX"}, {"total": "much"}):
        body = {"total": "19.99", "currency": "EUR", "method": "card", **wrong}
        assert client.post("/orders", json=body).status_code == 409


def test_what_was_not_paid_is_neither_captured_nor_refunded(client: TestClient) -> None:
    order = ordered(client)
    for step in ("capture", "refund"):
        assert client.post(f"/orders/{order['id']}/{step}").status_code == 409


def test_an_order_that_was_given_up_cannot_be_paid(client: TestClient) -> None:
    order = ordered(client)
    assert client.post(f"/orders/{order['id']}/void").json()["status"] == "cancelled"
    assert client.post(f"/orders/{order['id']}/pay", json={"payment_method": "pm_card_visa"}).status_code == 409


def test_a_notification_that_nobody_signed_is_refused(client: TestClient) -> None:
    event = {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {}}}
    assert client.post("/webhooks/stripe", json=event).status_code == 400


def test_an_order_that_there_is_not_is_not_found(client: TestClient) -> None:
    assert client.get("/orders/HB-1").status_code == 404
