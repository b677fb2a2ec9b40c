"""What consumers expect against what providers describe and what was observed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.derivations.promises import DERIVATION
from assay.derivations.promises.parties import Parties
from assay.model import Conventions, Target
from assay.tables.pact import PactAgreement, PactParty

API: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Orders", "version": "1"},
    "servers": [{"url": "https://orders.example/v1"}],
    "paths": {
        "/orders": {
            "post": {
                "parameters": [{"name": "dry", "in": "query", "schema": {"type": "boolean"}}],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["cart"],
                                "properties": {"cart": {"type": "string"}},
                            }
                        }
                    }
                },
                "responses": {"201": {"$ref": "#/components/responses/order"}, "4XX": {"description": "refused"}},
            }
        },
        "/orders/{id}": {"get": {"responses": {"200": {"$ref": "#/components/responses/order"}}}},
    },
    "components": {
        "responses": {
            "order": {
                "description": "an order",
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "required": ["id", "state", "total"],
                            "properties": {
                                "id": {"type": "string"},
                                "state": {"enum": ["open", "paid"]},
                                "total": {"type": "integer", "minimum": 1},
                            },
                        }
                    }
                },
            }
        }
    },
}
GET: dict[str, Any] = {"method": "GET", "path": "/v1/orders/o1"}
JSON = {"Content-Type": "application/json"}


def answer(body: Any = None, status: int = 200, **rules: Any) -> dict[str, Any]:
    stated = {"status": status, "headers": JSON, "matchingRules": {"body": rules}}
    return {**stated, "body": body} if body is not None else {"status": status}


def rule(kind: str, **more: Any) -> dict[str, Any]:
    return {"matchers": [{"match": kind, **more}]}


def derived(
    request: dict[str, Any] | None = None,
    response: dict[str, Any] | None = None,
    *,
    calls: list[tuple[Any, ...]] | None = None,
    conventions: dict[str, Any] | None = None,
    described: bool = True,
) -> list[PactAgreement]:
    document = json.dumps({"description": "d", "request": request or GET, "response": response or answer()})
    row = ("web/pacts/p.json", "web", "orders", "an order", 3.0, document, "/interactions/0")
    stated = ("orders/api.yaml", "Orders", "orders-service", "Orders", "orders.example", "/v1", None, None)
    inputs = {
        "interactions": [row],
        "units": [("web", "web"), ("orders-service", "orders")],
        "manifests": [("web", "@shop/web")],
        "descriptions": [stated] if described else [],
        "files": [("orders/api.yaml", json.dumps(API))] if described else [],
        "calls": calls or [],
        "headers": [],
    }
    found = list(DERIVATION.derive(inputs, Target([], Conventions(conventions or {}))))
    parties = [(row.party, row.unit, row.api) for row in found if isinstance(row, PactParty)]
    assert parties == [("orders", "orders-service", "Orders" if described else None), ("web", "web", None)]
    return [row for row in found if isinstance(row, PactAgreement)]


def told(request: dict[str, Any] | None = None, response: dict[str, Any] | None = None) -> tuple[Any, ...]:
    (row,) = derived(request, response)
    return row.agrees, row.kind, row.message


def test_an_expectation_that_is_described_agrees() -> None:
    (row,) = derived(GET, answer({"id": "o1", "state": "paid"}))
    assert (row.agrees, row.operation, row.against, row.origin) == (True, "GET /orders/{id}", "description", "source")


@pytest.mark.parametrize(
    ("request_", "response", "kind", "message"),
    [
        (
            {"method": "PUT", "path": "/v1/orders/o1"},
            answer(),
            "operation",
            "PUT /v1/orders/o1 is not described; its path has GET",
        ),
        ({"method": "GET", "path": "/v1/carts"}, answer(), "operation", "GET /v1/carts is not described"),
        (
            {"method": "POST", "path": "/orders", "query": {"dry": ["maybe"]}, "headers": JSON, "body": {"cart": "c"}},
            answer(status=201),
            "parameter",
            "the request: query dry is a string, described as boolean",
        ),
        (
            {"method": "POST", "path": "/orders", "query": {"fast": ["1"]}, "headers": JSON, "body": {"cart": "c"}},
            answer(status=201),
            "parameter",
            "the request: fast is sent, but not described",
        ),
        (
            {"method": "POST", "path": "/orders", "headers": JSON, "body": {"cart": 5}},
            answer(status=201),
            "request",
            "the request: cart is an integer, described as string",
        ),
        (
            {**GET, "headers": {"Accept": "text/csv, text/*"}},
            answer(),
            "request",
            "the request accepts text/csv, text/*, described are application/json",
        ),
        (GET, answer(status=204), "status", "204 is answered, described are 200"),
        (GET, answer({"total": "12"}), "response", "the expected response: total is a string, described as integer"),
        (GET, answer({"notes": "x"}), "response", "expects notes in the response, which is not described"),
        (GET, answer({"state": "lost"}), "response", None),
    ],
)
def test_what_is_not_described_is_told(request_: Any, response: Any, kind: str, message: str | None) -> None:
    agrees, found, said = told(request_, response)
    assert (agrees, found) == (False, kind)
    assert message is None or said == message


def test_what_a_rule_leaves_open_needs_the_type_alone() -> None:
    assert told(GET, answer({"state": "lost", "total": 0}, **{"$.state": rule("type"), "$.total": rule("integer")}))[0]
    found = told(GET, answer({"total": "12"}, **{"$.total": rule("type")}))
    assert found == (False, "response", "the expected response: total is a string, described as integer")


def test_who_expects_to_be_refused_may_ask_for_anything() -> None:
    assert told({"method": "POST", "path": "/orders", "headers": JSON, "body": {}}, answer(status=422))[0] is True
    agrees, kind, _ = told({"method": "GET", "path": "/nothing"}, answer(status=404))
    assert (agrees, kind) == (None, "unclear")


def test_without_a_description_nothing_is_told() -> None:
    (row,) = derived(described=False)
    assert (row.agrees, row.kind, row.message) == (None, "undescribed", "nobody described what orders provides")


def call(entry: int, body: Any, *, status: int = 200, operation: str | None = "GET /orders/{id}") -> tuple[Any, ...]:
    api = "Orders" if operation else None
    url = f"https://orders.example/v1/orders/o{entry}"
    text = json.dumps(body) if body is not None else None
    return (
        *("flow.har", entry, "recording", "test", "GET", "orders.example", url, status),
        *("application/json", text, api, operation),
    )


def observed(*calls: tuple[Any, ...], body: Any, conventions: Any = None, **more: Any) -> list[tuple[Any, ...]]:
    rows = derived(GET, answer(body, **more), calls=list(calls), conventions=conventions)
    return [(row.agrees, row.calls, row.kept, row.message) for row in rows if row.against == "traffic"]


def test_observed_answers_of_other_data_keep_the_types_and_the_rules() -> None:
    good = call(1, {"id": "o1", "state": "open", "total": 7, "more": None})
    assert observed(good, body={"id": "o9", "total": 1}) == [(True, 1, 1, "1 of 1 observed answers are as expected")]
    bad = call(2, {"id": "o2", "total": "7"})
    assert observed(good, bad, call(3, {}, status=404), body={"id": "o9", "total": 1}) == [
        (False, 2, 1, '1 of 2 observed answers differ: body $.total: expected a number, but was "7"')
    ]
    rules = {"$.state": rule("regex", regex="paid")}
    assert observed(good, body={"state": "paid"}, **rules)[0][0] is False


def test_what_masking_may_have_caused_is_held_against_nobody() -> None:
    masked = call(1, {"email": "***", "id": "o1"})
    rules = {"$.email": rule("regex", regex=".+@.+")}
    assert observed(masked, body={"email": "a@b.example"}, **rules)[0][0] is None
    assert observed(call(1, None), body={"id": "o1"}) == [
        (None, 1, 0, "none of 1 observed answers tells: body $: the body was not recorded as JSON")
    ]


def test_calls_to_hosts_that_the_house_states_need_no_description() -> None:
    one = call(1, {"id": "o1"}, operation=None)
    assert observed(one, body={"id": "o9"}) == []
    house = {"pact_providers": [{"name": "orders", "hosts": ["orders.example"]}]}
    assert observed(one, body={"id": "o9"}, conventions=house) == [
        (True, 1, 1, "1 of 1 observed answers are as expected")
    ]


def test_with_a_rule_that_cannot_be_read_nothing_is_told_of_the_answer() -> None:
    unread = {"matchers": [{"match": "eachKey", "rules": [{}]}]}
    for body in ({"id": "o1", "state": "paid"}, {"id": 5}):
        agrees, kind, message = told(GET, answer(body, **{"$.id": unread}))
        assert (agrees, kind) == (None, "unclear") and message.startswith("a rule of it cannot be read")


def test_names_of_other_scripts_are_told_apart() -> None:
    stated = ("a.yaml", "支付", "", None, "", "", None, None)
    parties = Parties([("", ""), ("注文", "apps/注文")], [], [stated, ("b.yaml", "Orders", *stated[2:])], Conventions())
    assert (parties.unit("支付"), parties.apis("支付")) == (None, ["a.yaml"])
    assert (parties.unit("注文"), parties.apis("--")) == ("注文", [])
    assert (parties.unit(""), parties.apis("")) == (None, [])
