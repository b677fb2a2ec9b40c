"""Makes the recording anew: core buys, as it does, from a shop whose ids and clock are fixed. Run by hand."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
from starlette.testclient import TestClient

from shop_api import Shop, create_app

SHOP = "https://shop.harbour.example"
FILE = Path(__file__).parent / "recordings" / "core-buys.har"
START = datetime(2026, 11, 2, 10, 0, 0, tzinfo=UTC)


def ids() -> Iterator[str]:
    for number in range(100):
        yield str(uuid.uuid5(uuid.NAMESPACE_URL, f"{SHOP}/{number}"))


def main() -> None:
    os.environ["SHOP_API_TOKENS"] = "ada:recording"
    numbers = ids()
    entries: list[dict[str, Any]] = []
    shop = Shop(lambda: next(numbers), lambda: START)
    client = TestClient(create_app(shop), base_url=SHOP, headers={"Authorization": "Bearer recording"})

    def call(method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        number = len(entries)
        sent = {"Accept": "application/json", "traceparent": f"00-{'c0de' * 8}-{number + 1:016x}-01", **headers}
        if body is not None:
            sent["Content-Type"] = "application/json"
        content = None if body is None else json.dumps(body)
        response = client.request(method, f"/v1{path}", content=content, headers=sent)
        entries.append(_entry(number, response, {**sent, "Authorization": "Bearer *"}, content))
        return response

    call("GET", "/products?limit=5")
    known = call("GET", "/products/HBR-1000").headers["etag"]
    call("GET", "/products/HBR-1000", **{"If-None-Match": known})
    wanted = {"lines": [{"sku": "HBR-1000", "quantity": 1}], "note": "a present"}
    cart = call("POST", "/carts", wanted, **{"Idempotency-Key": "cart-0001"})
    where = f"/carts/{cart.json()['id']}"
    wanted["lines"] = [{"sku": "HBR-1000", "quantity": 2}]
    call("PUT", where, wanted, **{"If-Match": cart.headers["etag"]})
    call("GET", where)
    order = call("POST", "/orders", {"cart_id": cart.json()["id"]}, **{"Idempotency-Key": "order-0001"}).json()
    paid = {"method": {"type": "card", "reference": "nordpay-471100"}}
    call("POST", f"/orders/{order['id']}/payments", paid, **{"Idempotency-Key": "payment-0001"})
    call("GET", "/orders?limit=10")
    call("GET", f"/orders/{order['id']}")
    recording = {
        "version": "1.2",
        "_recordingName": "core buys",
        "creator": {"name": "harbour-record", "version": "1.0"},
        "pages": [],
        "entries": entries,
    }
    FILE.write_text(json.dumps({"log": recording}, indent=2) + "\n", encoding="utf-8")


def _entry(number: int, response: httpx.Response, sent: dict[str, str], content: str | None) -> dict[str, Any]:
    at = START + timedelta(seconds=number + 1)
    answered = {**response.headers, "x-runtime": f"0.0{11 + number}", "x-request-id": f"{number + 1:08x}-core"}
    answered["date"] = format_datetime(at, usegmt=True)
    request: dict[str, Any] = {
        "method": response.request.method,
        "url": str(response.request.url),
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": name, "value": value} for name, value in sent.items()],
        "queryString": [{"name": name, "value": value} for name, value in response.request.url.params.multi_items()],
        "cookies": [],
        "headersSize": -1,
        "bodySize": len(content or ""),
    }
    if content is not None:
        request["postData"] = {"mimeType": "application/json", "text": content}
    return {
        "startedDateTime": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "time": 33 + number,
        "request": request,
        "response": {
            "status": response.status_code,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": name, "value": value} for name, value in answered.items()],
            "cookies": [],
            "content": {
                "size": len(response.content),
                "mimeType": response.headers.get("content-type", ""),
                "text": response.text,
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(response.content),
        },
        "cache": {},
        "timings": {"dns": 0, "connect": 0, "ssl": 0, "send": 0, "wait": 32 + number, "receive": 1},
    }


if __name__ == "__main__":
    main()
