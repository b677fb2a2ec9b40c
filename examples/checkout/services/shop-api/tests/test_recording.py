"""What core was answered when it was recorded, it is answered today."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from shop_api import Shop, create_app

from .cassettes import use_cassette
from .record import START, ids


def test_the_recording_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_API_TOKENS", "ada:token")
    numbers = ids()
    shop = Shop(lambda: next(numbers), lambda: START)
    client = TestClient(create_app(shop), headers={"Authorization": "Bearer token"})
    with use_cassette("core buys") as exchanges:
        for exchange in exchanges:
            asked, recorded = exchange["request"], exchange["response"]
            headers = {header["name"]: header["value"] for header in asked["headers"]}
            headers["Authorization"] = "Bearer token"
            sent = asked.get("postData", {}).get("text")
            answer = client.request(asked["method"], asked["url"], content=sent, headers=headers)
            assert answer.status_code == recorded["status"], asked["url"]
            assert _decoded(answer.text) == _decoded(recorded["content"]["text"])


def _decoded(text: str) -> Any:
    return json.loads(text) if text else None
