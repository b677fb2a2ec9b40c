"""The cheap way to say that an exchange is good says it of none that a closer look refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.descriptions.batches import Exchanges, judged
from assay.descriptions.document import open_document
from assay.descriptions.openapi import read_api
from assay.descriptions.parameters import ABSENT
from assay.descriptions.validating import UNSEEN, Contract
from assay.masking import may_be_masked

_SCHEMAS = st.sampled_from(
    [
        *({"type": "string"}, {"type": "string", "not": {"enum": ["me"]}}, {"minLength": 2}, {"enum": ["me", "b c"]}),
        *({"type": "string", "allOf": [{"maxLength": 2}]}, {"$ref": "#/components/schemas/Word"}, {}, False),
        *({"type": "integer", "minimum": 1}, {"type": ["boolean", "null"]}, {"type": "string", "format": "date"}),
        *({"type": "array", "items": {"type": "integer"}, "maxItems": 2}, {"type": "object", "required": ["x"]}),
        {"type": "object", "properties": {"a": {"type": "integer"}, "x": {}}, "additionalProperties": False},
    ]
)
_NAMES = ("a", "b", "x")
_TEXTS = (
    *("", "me", " me", "me ", "b%20c", "b c", "%6de", "0", "1", "1,2", "1,2,3", "true", "a,1", "x=1", "2024-01-01"),
    "***",
)
_PLACES = st.sampled_from(["path", "query", "header", "cookie"])
_STYLES = st.sampled_from([{}, {"explode": True}, {"explode": False}])
_PARAMETERS = st.lists(
    st.tuples(st.sampled_from(_NAMES), _PLACES, st.booleans(), _SCHEMAS, _STYLES),
    min_size=1,
    max_size=2,
    unique_by=lambda one: one[:2],
)
_BODIES = st.sampled_from(
    [ABSENT, UNSEEN, *("null", '"me"', "1", " [] ", '{"x": 1}', '{"a": "1", "x": "***"}', "1, 2", "[1", "", '"me" 1')]
)
_METHODS = st.sampled_from(["POST", "HEAD"])
_STATUSES = st.sampled_from([0, 200, 204, 404])
_TYPES = st.sampled_from([None, "application/json", "text/plain"])
_PAIRS = st.lists(st.tuples(st.sampled_from(_NAMES), st.sampled_from(_TEXTS)), max_size=3)


def _contract(parameters: list[Any], headers: list[Any], body: Any = None, needed: bool = False) -> Contract:
    content = {"application/json": {} if body is None else {"schema": body}}
    stated = {name: {"required": required, "schema": schema} for name, _, required, schema, _ in headers}
    operation = {
        "parameters": [
            {"name": name, "in": place, "required": required or place == "path", "schema": schema, **style}
            for name, place, required, schema, style in parameters
        ],
        "requestBody": {"content": content, "required": needed},
        "responses": {"200": {"description": "", "content": content, "headers": stated}},
    }
    root = {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {"/": {"post": operation}},
        "components": {"schemas": {"Word": {"type": "string", "not": {"const": "me"}}}},
    }
    document = open_document("api.json", {"api.json": root})
    return Contract(document, read_api(document).operations[0], may_be_masked)


def _assert_same(contract: Contract, rows: list[tuple[Any, ...]]) -> None:
    """Asked together, in whatever number, exchanges stand as each does by itself."""
    exchanges = Exchanges(*zip(*rows, strict=True))
    each = [exchanges.at(number) for number in range(len(rows))]
    alone = [(contract.request(one), contract.response(one) if one.status else None) for one in each]
    assert judged([contract] * len(rows), exchanges) == alone
    assert [verdict for row in rows for verdict in judged([contract], Exchanges(*((cell,) for cell in row)))] == alone


@settings(deadline=None)
@given(st.builds(_contract, _PARAMETERS, _PARAMETERS), _PAIRS)
def test_of_parameters_a_closer_look_says_the_same(contract: Contract, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={text}" for name, text in pairs)
    rows: list[tuple[Any, ...]] = []
    for text in _TEXTS:
        sent = {**dict.fromkeys(_NAMES, text), "cookie": "; ".join(f"{name}={text}" for name in _NAMES)}
        rows.append(("POST", sent, query, sent, None, ABSENT, 200, None, sent, ABSENT))
        rows.append(("POST", sent, "", {}, None, ABSENT, 200, None, None, ABSENT))
        rows += [
            ("POST", sent, f"a={text}", {name: text}, None, ABSENT, 200, None, {name: text}, ABSENT) for name in "ab"
        ]
    _assert_same(contract, rows)


@settings(deadline=None)
@given(
    st.builds(_contract, st.just([]), st.just([]), st.none() | _SCHEMAS, st.booleans()),
    st.lists(st.tuples(_METHODS, _TYPES, _BODIES, _STATUSES, _TYPES, st.none() | st.just({}), _BODIES), min_size=1),
)
def test_of_bodies_a_closer_look_says_the_same(contract: Contract, rows: list[tuple[Any, ...]]) -> None:
    _assert_same(contract, [(method, {}, "", {}, *others) for method, *others in rows])


@pytest.mark.parametrize(
    ("place", "schema", "text", "good"),
    [
        ("path", {"type": "string", "not": {"enum": ["me"]}}, "me", False),
        ("path", {"type": "string", "maxLength": 3}, "b%20c", True),
        ("header", {"type": "string", "minLength": 1}, "  ", False),
        ("header", {"type": "string", "maxLength": 2}, " me ", True),
    ],
)
def test_a_text_is_judged_by_what_it_stands_for(place: str, schema: Any, text: str, good: bool) -> None:
    row = ("POST", {"a": text}, "", {"a": text}, None, ABSENT, 200, None, {}, ABSENT)
    contract = _contract([("a", place, True, schema, {})], [])
    (verdict,) = judged([contract], Exchanges(*((cell,) for cell in row)))
    assert verdict is not None and verdict[0].parameters is good
