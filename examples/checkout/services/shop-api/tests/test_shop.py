"""What the shop promises to whoever buys."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

LINES = {"lines": [{"sku": "HBR-1000", "quantity": 2}]}


def write(client: TestClient, path: str, key: str, body: dict[str, Any]) -> Any:
    return client.post(path, json=body, headers={"Idempotency-Key": key})


def placed(client: TestClient, key: str = "order-0001") -> dict[str, Any]:
    cart = write(client, "/v1/carts", f"cart-{key}", LINES).json()
    order: dict[str, Any] = write(client, "/v1/orders", key, {"cart_id": cart["id"]}).json()
    return order


def test_an_order_is_paid_once(client: TestClient) -> None:
    order = placed(client)
    method = {"method": {"type": "card", "reference": "nordpay-471100"}}
    assert write(client, f"/v1/orders/{order['id']}/payments", "pay-00001", method).status_code == 201
    again = write(client, f"/v1/orders/{order['id']}/payments", "pay-00002", method)
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")
    assert client.get(f"/v1/orders/{order['id']}").json()["status"] == "paid"


def test_a_repeated_write_is_applied_once(client: TestClient) -> None:
    first, again = (write(client, "/v1/carts", "cart-same", LINES).json() for _ in range(2))
    assert first["id"] == again["id"]
    other = {"lines": [{"sku": "HBR-1001", "quantity": 1}]}
    assert write(client, "/v1/carts", "cart-same", other).status_code == 422


def test_no_more_is_refunded_than_was_paid(client: TestClient) -> None:
    order = placed(client)
    wanted = {"minor": order["total"], "reason": "came damaged"}
    assert write(client, f"/v1/orders/{order['id']}/refunds", "refund-01", wanted).status_code == 409


def test_another_users_order_is_not_found(client: TestClient) -> None:
    order = placed(client)
    other = {"Authorization": "Bearer two-of-two"}
    assert client.get(f"/v1/orders/{order['id']}", headers=other).status_code == 404


def test_without_a_token_requests_are_rejected(client: TestClient) -> None:
    assert client.get("/v1/orders", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_pages_hold_each_order_once(client: TestClient) -> None:
    wanted = [placed(client, f"order-{number:04}")["id"] for number in range(5)]
    seen: list[str] = []
    where = "/v1/orders?limit=2"
    while where:
        page = client.get(where).json()
        seen += [order["id"] for order in page["items"]]
        where = f"/v1/orders?limit=2&cursor={page['next']}" if page["next"] else ""
    assert seen == wanted


def test_a_stale_version_changes_nothing(client: TestClient) -> None:
    cart = write(client, "/v1/carts", "cart-0001", LINES)
    where = f"/v1/carts/{cart.json()['id']}"
    known = {"If-None-Match": cart.headers["etag"]}
    assert client.get(where, headers=known).status_code == 304
    other = {"lines": [{"sku": "HBR-1001", "quantity": 1}]}
    changes = [client.put(where, json=other, headers={"If-Match": cart.headers["etag"]}).status_code for _ in range(2)]
    assert changes == [200, 412]


def test_what_is_not_described_is_refused(client: TestClient) -> None:
    assert write(client, "/v1/carts", "cart-0001", {"lines": []}).status_code == 400
    assert client.post("/v1/carts", content="x", headers={"Content-Type": "text/plain"}).status_code == 400
    assert client.get("/v1/products", headers={"Accept": "text/xml"}).status_code == 406
    assert client.patch("/v1/products").headers["allow"] == "GET"


def test_the_deprecated_operation_says_so(client: TestClient) -> None:
    receipt = client.get(f"/v1/orders/{placed(client)['id']}/receipt")
    assert receipt.headers["deprecation"].startswith("@")
    assert "GMT" in receipt.headers["sunset"]
