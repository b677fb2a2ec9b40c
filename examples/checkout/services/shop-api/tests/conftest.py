"""What the tests share: two users of a shop of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from shop_api import create_app


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """As the first of the two users."""
    monkeypatch.setenv("SHOP_API_TOKENS", "ada:one-of-two,bo:two-of-two")
    with TestClient(create_app(), headers={"Authorization": "Bearer one-of-two"}) as shop:
        yield shop
