"""Recorded calls against the description of the API they go to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.derivations.observation import DERIVATION
from assay.derivations.observation.columns import COLUMNS
from assay.model import Row, Target

HOST = "shop.example"
API: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example/api"}],
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
    "security": [{"key": []}],
    "paths": {
        "/orders/{id}": {
            "get": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "responses": {
                    "200": {
                        "description": "the order",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["id"],
                                    "properties": {
                                        "id": {"type": "integer"},
                                        "note": {"type": "string"},
                                        "email": {"type": "string", "maxLength": 3, "minLength": 40},
                                    },
                                }
                            }
                        },
                    }
                },
            }
        },
        "/orders/{slug}/receipt": {"get": {"security": [], "responses": {"default": {"description": "a page"}}}},
    },
}


def call(entry: int, path: str = "/api/orders/5", **stated: Any) -> tuple[Any, ...]:
    usual = dict.fromkeys(COLUMNS) | {
        "path": "flow.har",
        "origin": "recording",
        "environment": "test",
        "entry": entry,
        "line": entry * 10,
        "method": "GET",
        "host": HOST,
        "url": f"https://{HOST}{path}",
        "route": path,
        "status": 200,
        "response_type": "application/json",
        "response_body": '{"id": 5}',
        "response_digest": "d",
    }
    return tuple({**usual, **stated}.values())


def derived(
    *calls: tuple[Any, ...], headers: tuple[Any, ...] = (), api: Any = API, **stated: Any
) -> dict[str, list[Row]]:
    description = {
        "path": "api.json",
        "api": "Shop",
        "hosts": HOST,
        "base_paths": "/api",
        "environment": None,
        **stated,
    }
    inputs = {
        "descriptions": [tuple(description.values())],
        "files": [("api.json", json.dumps(api))],
        "calls": calls,
        "headers": headers,
    }
    found: dict[str, list[Row]] = {row.__name__: [] for row in DERIVATION.fills}
    for row in DERIVATION.derive(inputs, Target(())):
        found[type(row).__name__].append(row)
    return found


def columns(rows: list[Row], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in names) for row in rows]


def test_a_call_is_held_against_its_operation() -> None:
    found = derived(call(0), call(1, response_body='{"id": "five", "nick": 1}'))
    assert columns(found["ApiMatch"], "entry", "operation", "status_described", "response_valid", "pointer") == [
        (0, "GET /orders/{id}", True, True, "/paths/~1orders~1{id}/get"),
        (1, "GET /orders/{id}", True, False, "/paths/~1orders~1{id}/get"),
    ]
    assert columns(found["ApiMismatch"], "entry", "line", "side", "name", "message", "body_pointer") == [
        (1, 10, "response", "id", "is a string, described as integer", "/id")
    ]
    assert columns(found["ApiSeen"], "name", "described", "times", "population", "line") == [
        ("id", True, 2, 2, 0),
        ("nick", False, 1, 2, 10),
    ]
    assert columns(found["ApiBodyField"], "path", "name", "status") == [
        ("api.json", name, "200") for name in ("id", "note", "email")
    ]


def test_rows_carry_the_origin_of_their_calls() -> None:
    found = derived(call(0, origin="trial", environment="local", response_body='{"x": 1}'))
    for rows in (found["ApiMatch"], found["ApiMismatch"], found["ApiSeen"]):
        assert set(columns(rows, "path", "origin", "environment")) == {("flow.har", "trial", "local")}


def test_what_is_not_described_is_told_with_what_is() -> None:
    found = derived(call(0, "/api/carts"), call(1, method="DELETE"), call(2, method="OPTIONS"), call(3, status=418))
    assert columns(found["ApiMatch"], "entry", "api", "operation", "methods", "status_described") == [
        (0, "Shop", None, None, None),
        (1, "Shop", None, "GET", None),
        (3, "Shop", "GET /orders/{id}", None, False),
    ]
    assert columns(found["ApiMismatch"], "kind", "name") == [("status_undocumented", "418")]


@pytest.mark.parametrize(
    ("stated", "valid"),
    [
        ({"response_body": None}, None),  # too large, or no JSON
        ({"response_body": None, "response_digest": None, "response_bytes": 30}, None),  # the recorder kept none
        ({"response_body": None, "response_digest": None, "response_bytes": 0}, True),
        ({"response_body": '{"id": 1, "email": "xxx@xxxx.xxx"}'}, False),  # masked text is no longer than it was
        ({"response_body": '{"id": 1, "email": "xx"}'}, None),
        ({"status": None, "response_body": None}, None),
    ],
)
def test_what_was_masked_or_cut_is_unknown(stated: dict[str, Any], valid: bool | None) -> None:
    assert columns(derived(call(0, **stated))["ApiMatch"], "response_valid") == [(valid,)]


def test_hosts_of_no_description_are_left_alone() -> None:
    assert derived(call(0, host="other.example"))["ApiMatch"] == []
    assert derived(call(0), environment="production")["ApiMatch"] == []
    assert len(derived(call(0), environment="test")["ApiMatch"]) == 1
    assert derived(call(0), hosts="other.example")["ApiMatch"] == []
    assert not any(derived().values())


def test_credentials_are_asked_for_only_where_recordings_keep_them() -> None:
    key = ("flow.har", 0, "request", "x-key", "***")
    other = ("flow.har", 1, "request", "accept", "*/*")
    calls = call(0), call(1), call(2, "/api/orders/5/receipt", response_type="text/html", response_body=None)
    assert columns(derived(*calls, headers=(key, other))["ApiMatch"], "credentials") == [(True,), (False,), (None,)]
    assert columns(derived(*calls, headers=(other,))["ApiMatch"], "credentials") == [(None,), (None,), (None,)]


def test_addresses_are_those_of_the_servers_unless_other_hosts_are_stated() -> None:
    upload = {"post": {"servers": [{"url": "https://files.example/up"}], "responses": {"default": {"description": ""}}}}
    api = {**API, "servers": [{"url": "https://{shop}.shop.example/api", "variables": {"shop": {"default": "demo"}}}]}
    api["paths"] = {**API["paths"], "/uploads": upload}
    sent = [
        call(0, host="kiosk.shop.example"),
        call(1, "/up/uploads", method="POST", host="files.example"),
        call(2, "/api/uploads", method="POST", host="kiosk.shop.example"),
    ]
    found = derived(*sent, api=api, hosts="demo.shop.example files.example", base_paths="/api /up")["ApiMatch"]
    assert columns(found, "entry", "operation") == [(0, "GET /orders/{id}"), (1, "POST /uploads"), (2, None)]
    found = derived(call(0, "/v2/orders/5", host="local.example"), api=api, hosts="local.example", base_paths="/v2")
    assert columns(found["ApiMatch"], "operation") == [("GET /orders/{id}",)]
