"""Descriptions inferred from what was observed: kept by all of it, valid, and no narrower than is safe."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assay.descriptions.conformance import Schema
from assay.descriptions.document import open_document
from assay.descriptions.inferring import Exchanged, fragment, inferred
from assay.descriptions.openapi import read_api
from assay.descriptions.parameters import ABSENT, Sent, pairs_of
from assay.descriptions.routing import Router, address_of
from assay.descriptions.validating import Contract, Exchange
from assay.descriptions.validity import judge_format

SERVER = "https://shop.example"
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.sampled_from(["ada@shop.example", "a@b", "@"]),
    st.uuids().map(str),
    st.dates().map(str),
    st.datetimes().map(lambda at: at.isoformat() + "Z"),
    st.sampled_from(["https://shop.example/a", "OPEN", "CLOSED", "****", "2024-13-45", "https://a b"]),
)
#: What fails is small enough to be read; making it smaller takes minutes.
QUICK = settings(
    deadline=None,
    max_examples=60,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
NAMES = st.one_of(st.sampled_from(["status", "id", "lines", "email"]), st.text(min_size=1), st.uuids().map(str))
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=8)


@QUICK
@given(st.lists(VALUES, min_size=1, max_size=6))
def test_all_that_was_seen_keeps_its_schema(values: list[Any]) -> None:
    schema = Schema(inferred(values))
    assert [value for value in values if not schema.is_valid(value)] == []


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        ([1, 2.5], {"type": "number"}),
        ([1, None], {"type": ["integer", "null"]}),
        (["2024-01-02", "2024-02-03"], {"type": "string", "format": "date"}),
        (["2024-01-02", "soon"], {"type": "string"}),
        ([[], [1]], {"type": "array", "items": {"type": "integer"}}),
        (
            [{"a": 1, "b": 1}, {"a": 2}],
            {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "required": ["a"]},
        ),
        ([{"1": "x", "22": "y"}], {"type": "object", "additionalProperties": {"type": "string"}}),
    ],
)
def test_what_is_inferred(values: list[Any], schema: dict[str, Any]) -> None:
    assert inferred(values) == schema


def test_choices_only_where_many_were_seen_and_few_differ() -> None:
    def of(name: str, words: list[str]) -> Any:
        return inferred([{name: word} for word in words])["properties"][name]

    assert of("status", ["OPEN", "CLOSED"] * 10) == {"type": "string", "enum": ["CLOSED", "OPEN"]}
    assert of("status", ["OPEN", "CLOSED"] * 2) == {"type": "string"}
    assert of("status", ["OPEN"] * 19 + ["CLOSED"]) == {"type": "string"}
    assert of("city", ["Oslo", "Bergen"] * 10) == {"type": "string"}


def exchanged(method: str, path: str, status: int = 200, **stated: Any) -> Exchanged:
    where, _, query = path.partition("?")
    parts = ["{id}" if part.isdigit() or len(part) > 30 else part for part in where.split("/")]
    exchange = Exchange(
        method=method,
        sent=Sent({}, pairs_of(query), stated.get("headers", {}), {}),
        request_type="application/json" if "request" in stated else None,
        request_body=stated.get("request", ABSENT),
        status=status,
        response_type="application/json" if "response" in stated else None,
        response_headers={},
        response_body=stated.get("response", ABSENT),
    )
    return Exchanged(where, "/".join(parts), stated.get("recording", "a.har"), exchange)


def wrong(document: dict[str, Any], observed: list[Exchanged]) -> list[Any]:
    """What of the exchanges the document does not have so."""
    assert judge_format(open_document("a.json", {"a.json": document})).problems == ()
    opened, router = open_document("a.json", {"a.json": document}), Router()
    for operation in read_api(opened).operations:
        contract = Contract(opened, operation)
        router.add(map(address_of, operation.servers), operation.method, operation.route, contract)
    found: list[Any] = []
    for one in observed:
        match = router.match(one.exchange.method, "shop.example", one.path).found
        if not match:
            found.append(one)
            continue
        exchange = one.exchange._replace(sent=one.exchange.sent._replace(path=match[0].parameters))
        found += match[0].target.request(exchange).mismatches + match[0].target.response(exchange).mismatches
    return found


def test_a_document_of_what_was_called() -> None:
    observed = [
        exchanged("GET", "/orders/1?page=2", response={"id": 1, "total": 5}),
        exchanged(
            "GET", "/orders/22?page=3&deep=true", response={"id": 22, "total": 5, "note": None}, recording="b.har"
        ),
        exchanged("GET", "/orders/x", 404, response={"title": "no"}),
        exchanged(
            "POST",
            "/orders",
            201,
            request={"cart": 1},
            response={"id": 1, "total": 5},
            headers={"idempotency-key": "k"},
        ),
        exchanged("DELETE", "/orders/1", 204),
        exchanged("OPTIONS", "/orders/1", 204),
        exchanged("PROPFIND", "/orders/1", 207),
    ]
    document = fragment(SERVER, observed)
    assert wrong(document, observed[:5]) == []
    read = document["paths"]["/orders/{orderId}"]["get"]
    assert read["description"] == "Inferred from 2 calls in 2 recordings."
    assert [(one["name"], one.get("required", False), one["schema"]["type"]) for one in read["parameters"]] == [
        ("orderId", True, "integer"),
        ("deep", False, "boolean"),
        ("page", True, "integer"),
    ]
    assert document["paths"]["/orders"]["post"]["parameters"][0]["name"] == "idempotency-key"
    assert sorted(document["paths"]) == ["/orders", "/orders/x", "/orders/{orderId}"]


def test_what_varies_is_a_parameter_where_it_answers_alike() -> None:
    def called(last: str, names: str) -> Exchanged:
        return exchanged("GET", f"/payments/{last}", response=dict.fromkeys(names, 1))

    alike = [called(last, "abc") for last in ("humm", "stripe", "adyen")]
    assert list(fragment(SERVER, alike)["paths"]) == ["/payments/{paymentId}"]
    assert len(fragment(SERVER, alike[:2])["paths"]) == 2
    assert len(fragment(SERVER, [*alike[:2], called("settings", "xyz")])["paths"]) == 3


def test_bodies_that_look_alike_are_one_component() -> None:
    names = ("id", "cart", "taxes", "total", "coupons", "customer")
    cart = dict.fromkeys(names, 1)
    observed = [
        exchanged("GET", "/checkouts/1", response={**cart, "note": "a"}),
        exchanged("PUT", "/checkouts/1/coupon", response={**cart, "taxes": "none"}),
    ]
    document = fragment(SERVER, observed)
    assert wrong(document, observed) == []
    assert list(document["components"]["schemas"]) == ["Checkout"]
    assert document["components"]["schemas"]["Checkout"]["required"] == sorted(names)


BODIES = st.recursive(
    st.sampled_from([None, True, 1, 2.5, "", "OPEN", "****", "ada@shop.example", "2024-01-02"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "status", "7", "é"]), inner),
    max_leaves=6,
)
SEGMENTS = st.sampled_from(["orders", "carts", "1", "22", "a%2Fb", "{x}", "v1", "d9428888-122b-11e1-b85c-61cd3cbb3210"])
CALLS = st.builds(
    lambda method, parts, query, status, request, response: exchanged(
        method,
        "/" + "/".join(parts) + ("?" + "&".join(f"{name}={value}" for name, value in query) if query else ""),
        status,
        **({"request": request} if method != "GET" else {}),
        response=response,
    ),
    st.sampled_from(["GET", "POST", "PUT"]),
    st.lists(SEGMENTS, min_size=1, max_size=3),
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["", "1", "true", "x", "a%2Cb", "2024-01-02"])), max_size=3
    ),
    st.sampled_from([200, 201, 404]),
    BODIES,
    BODIES,
)


@QUICK
@given(st.lists(CALLS, min_size=1, max_size=6))
def test_every_call_keeps_the_description_inferred_from_it(observed: list[Exchanged]) -> None:
    assert wrong(fragment(SERVER, observed), observed) == []
