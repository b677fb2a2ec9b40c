"""Exchanges against what their operation describes, in OpenAPI 2.0, 3.0 and 3.1."""

from __future__ import annotations

from typing import Any

import pytest

from assay.descriptions.document import open_document
from assay.descriptions.openapi import read_api
from assay.descriptions.parameters import ABSENT, Sent, pairs_of
from assay.descriptions.validating import UNSEEN, Checked, Contract, Exchange
from assay.masking import may_be_masked

ORDER: dict[str, Any] = {
    "type": "object",
    "required": ["id", "total", "secret"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "secret": {"type": "string", "writeOnly": True},
        "total": {"type": "integer", "minimum": 0},
        "note": {"type": "string", "nullable": True},
        "email": {"type": "string", "format": "email"},
    },
}
PAYMENT = {
    "oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Wallet"}],
    "discriminator": {"propertyName": "kind", "mapping": {"card": "#/components/schemas/Card"}},
}
OPENAPI_3: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/orders/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "put": {
                "parameters": [
                    {"name": "dry", "in": "query", "schema": {"type": "boolean"}},
                    {"name": "X-Version", "in": "header", "required": True, "schema": {"type": "string"}},
                    {"name": "session", "in": "cookie", "required": True, "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
                },
                "responses": {
                    "200": {
                        "description": "as it is now",
                        "headers": {"ETag": {"required": True, "schema": {"type": "string", "minLength": 3}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
                    },
                    "4XX": {
                        "description": "refused",
                        "content": {"application/*+json": {"schema": {"type": "object"}}},
                    },
                    "default": {"description": "anything", "content": {"*/*": {}}},
                },
            },
            "post": {
                "requestBody": {"content": {"application/json": {"schema": PAYMENT}}},
                "responses": {"204": {"description": "paid"}},
            },
        }
    },
    "components": {
        "schemas": {
            "Order": ORDER,
            "Card": {"type": "object", "required": ["kind", "brand"], "properties": {"kind": {"type": "string"}}},
            "Wallet": {"type": "object", "required": ["kind", "token"], "properties": {"kind": {"type": "string"}}},
        }
    },
}
GOOD = Exchange(
    method="PUT",
    sent=Sent({"id": "5"}, pairs_of("dry=true"), {"x-version": "3"}, {"session": "x"}),
    request_type="application/json",
    request_body={"total": 1, "secret": "s", "note": None},
    status=200,
    response_type="application/json; charset=utf-8",
    response_headers={"etag": '"1"'},
    response_body={"id": "5", "total": 1},
)


def contract(method: str = "PUT", document: dict[str, Any] | None = None) -> Contract:
    opened = open_document("api.json", {"api.json": document or OPENAPI_3})
    operation = next(one for one in read_api(opened).operations if one.method == method)
    return Contract(opened, operation, may_be_masked)


def told(checked: Checked) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.name, one.sure) for one in checked.mismatches]


def test_a_good_exchange_keeps_everything() -> None:
    asked, answered = contract().request(GOOD), contract().response(GOOD)
    assert (asked.type_described, asked.parameters, asked.body, asked.mismatches) == (True, True, True, ())
    assert answered[:5] == ("200", True, True, True, ())


@pytest.mark.parametrize(
    ("change", "mismatch"),
    [
        ({"sent": GOOD.sent._replace(path={"id": "five"})}, ("parameter", "path id", True)),
        ({"sent": GOOD.sent._replace(query=pairs_of("dry=perhaps"))}, ("parameter", "query dry", True)),
        ({"sent": GOOD.sent._replace(query=pairs_of("wet=1"))}, ("query_undocumented", "wet", True)),
        ({"sent": GOOD.sent._replace(headers={"accept": "*/*"})}, ("parameter_missing", "header X-Version", True)),
        ({"sent": GOOD.sent._replace(headers={})}, ("parameter_missing", "header X-Version", False)),
        ({"sent": GOOD.sent._replace(cookies={})}, ("parameter_missing", "cookie session", False)),
        ({"request_body": ABSENT}, ("body_missing", "", True)),
        ({"request_body": {"total": -1, "secret": "s"}}, ("body", "total", True)),
        ({"request_body": {"total": 1, "secret": "s", "email": "xxx"}}, ("body", "email", False)),
        ({"request_body": {"total": 1}}, ("body", "", True)),
        ({"request_type": "text/csv"}, ("type_undocumented", "text/csv", True)),
    ],
)
def test_what_a_request_breaks(change: dict[str, Any], mismatch: tuple[str, str, bool]) -> None:
    assert told(contract().request(GOOD._replace(**change))) == [mismatch]


@pytest.mark.parametrize(
    ("change", "mismatch"),
    [
        ({"response_body": {"total": 1}}, ("body", "", True)),
        ({"response_headers": {"date": "today"}}, ("header_missing", "ETag", True)),
        ({"response_headers": {"etag": "1"}}, ("header", "ETag", True)),
        ({"response_headers": {"etag": "*"}}, ("header", "ETag", False)),
        ({"response_type": "text/html"}, ("type_undocumented", "text/html", True)),
        ({"status": 404, "response_type": "application/json"}, ("type_undocumented", "application/json", True)),
    ],
)
def test_what_an_answer_breaks(change: dict[str, Any], mismatch: tuple[str, str, bool]) -> None:
    assert told(contract().response(GOOD._replace(**change))) == [mismatch]


@pytest.mark.parametrize(
    ("change", "status", "body"),
    [
        ({"response_body": UNSEEN}, "200", None),
        ({"response_headers": None}, "200", True),
        ({"status": 404, "response_type": "application/problem+json"}, "4XX", False),
        ({"status": 404, "response_type": "application/problem+json", "response_body": {}}, "4XX", True),
        ({"status": 503, "response_type": "text/html", "response_body": UNSEEN}, "default", True),
        ({"status": 204, "response_body": ABSENT}, "default", True),
    ],
)
def test_statuses_and_types_are_found_by_what_is_nearest(
    change: dict[str, Any], status: str, body: bool | None
) -> None:
    if body is False:
        change = {**change, "response_body": []}
    checked = contract().response(GOOD._replace(**change))
    assert (checked.status, checked.type_described, checked.body) == (status, True, body)


def test_a_status_that_nobody_described() -> None:
    checked = contract("POST").response(GOOD._replace(method="POST", status=201))
    assert told(checked) == [("status_undocumented", "201", True)]
    assert checked.mismatches[0].message == "is answered, described are 204"


@pytest.mark.parametrize(
    ("body", "valid"),
    [
        ({"kind": "card", "brand": "b"}, True),
        ({"kind": "card", "token": "t"}, False),
        ({"kind": "Wallet", "token": "t"}, True),
        ({"kind": "cheque", "brand": "b"}, False),
    ],
)
def test_a_discriminator_chooses(body: Any, valid: bool) -> None:
    assert contract("POST").request(GOOD._replace(request_body=body)).body is valid


def test_version_2_is_read_alike() -> None:
    document = {
        "swagger": "2.0",
        "info": {"title": "Shop", "version": "1"},
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "paths": {
            "/orders": {
                "post": {
                    "parameters": [
                        {"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}, "minItems": 2},
                        {"name": "body", "in": "body", "required": True, "schema": ORDER},
                    ],
                    "responses": {
                        "200": {"description": "", "schema": ORDER, "headers": {"X-Left": {"type": "integer"}}}
                    },
                }
            }
        },
    }
    made = contract("POST", document)
    sent = GOOD.sent._replace(query=pairs_of("ids=1,2"))
    good = GOOD._replace(sent=sent, request_body={"total": 1, "secret": "s"}, response_headers={"x-left": "7"})
    assert made.request(good).mismatches == made.response(good).mismatches == ()
    assert told(made.request(good._replace(sent=sent._replace(query=pairs_of("ids=1"))))) == [
        ("parameter", "query ids", True)
    ]
    assert told(made.response(good._replace(response_headers={"x-left": "many"}))) == [("header", "X-Left", True)]


@pytest.mark.parametrize(("number", "valid"), [(2**31 - 1, True), (2**31, False), (-(2**31) - 1, False)])
def test_formats_of_numbers_are_held(number: int, valid: bool) -> None:
    schema = {"type": "object", "properties": {"total": {"type": "integer", "format": "int32"}}}
    body = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {}}
    document = {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {"/a": {"post": body}}}
    assert (
        contract("POST", document)
        .request(GOOD._replace(sent=Sent({}, (), {}, {}), request_body={"total": number}))
        .body
        is valid
    )


def test_of_a_path_only_what_is_of_its_type_fits() -> None:
    assert contract().fits_path({"id": "5"})
    assert not contract().fits_path({"id": "mine"})
