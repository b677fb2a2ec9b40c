"""All versions of OpenAPI are read alike."""

from __future__ import annotations

from typing import Any

import pytest

from assay.descriptions.document import open_document
from assay.descriptions.openapi import Api, Operation, read_api


def _api(value: dict[str, Any]) -> Api:
    return read_api(open_document("api.json", {"api.json": value}))


SWAGGER = {
    "swagger": "2.0",
    "host": "api.example",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "produces": ["application/json", "text/csv"],
    "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "X"}},
    "parameters": {"page": {"name": "page", "in": "query", "type": "integer", "maximum": 50}},
    "paths": {
        "/orders/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "type": "string"}],
            "put": {
                "parameters": [
                    {"$ref": "#/parameters/page"},
                    {"name": "tags", "in": "query", "type": "array", "items": {"type": "string"}},
                    {"name": "order", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Order"}},
                ],
                "responses": {"200": {"schema": {"type": "object"}, "headers": {"X-A": {"type": "string"}}}, "204": {}},
            },
        },
        "/files": {
            "post": {
                "consumes": ["multipart/form-data"],
                "schemes": ["http"],
                "parameters": [
                    {"name": "file", "in": "formData", "type": "file", "required": True},
                    {"name": "note", "in": "formData", "type": "string"},
                ],
                "responses": {},
            }
        },
    },
    "definitions": {"Order": {"type": "object"}},
}
OPENAPI = {
    "openapi": "3.2.0",
    "info": {"title": "Shop", "version": "7"},
    "servers": [{"url": "https://{region}.example/v1", "variables": {"region": {"default": "eu"}}}],
    "security": [{"oauth": ["read"]}, {}],
    "paths": {
        "/orders/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "filter", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}},
            ],
            "get": {
                "operationId": "order",
                "deprecated": True,
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/O"}}}}},
            },
            "query": {"security": [], "requestBody": {"required": True, "content": {"*/*": {}}}, "responses": {}},
            "additionalOperations": {"COPY": {"servers": [{"url": "/else"}], "responses": {}}},
        },
        "x-internal": {"get": {}},
    },
    "webhooks": {"paid": {"post": {"callbacks": {"again": {"{$request.body#/url}": {"post": {}}}}}}},
    "components": {"schemas": {"O": {"type": "object"}}},
}


def _named(api: Api) -> dict[str, Operation]:
    return {operation.operation: operation for operation in api.operations}


def test_swagger_is_said_as_openapi_3_says_it() -> None:
    api = _api(SWAGGER)
    assert api.servers == ("https://api.example/v1",)
    assert list(api.security_schemes) == ["key"]
    put = _named(api)["PUT /orders/{id}"]
    assert [(p.name, p.location, p.required, p.style, p.explode) for p in put.parameters] == [
        ("id", "path", True, "simple", False),
        ("page", "query", False, "form", True),
        ("tags", "query", False, "form", False),
    ]
    page = put.parameters[1].schema
    assert page is not None and page.value == {"type": "integer", "maximum": 50}
    assert put.body_required and list(put.body) == ["application/json"]
    ok, none = put.responses
    assert (ok.status, list(ok.content), list(ok.headers)) == ("200", ["application/json", "text/csv"], ["X-A"])
    assert (none.status, dict(none.content)) == ("204", {})


def test_form_parameters_of_swagger_are_a_body() -> None:
    post = _named(_api(SWAGGER))["POST /files"]
    schema = post.body["multipart/form-data"]
    assert schema is not None and schema.value["required"] == ["file"]
    assert post.parameters == () and post.body_required
    assert post.servers == ("http://api.example/v1",)


def test_operations_of_every_kind_are_found() -> None:
    found = _named(_api(OPENAPI))
    assert {name: operation.kind for name, operation in found.items()} == {
        "GET /orders/{id}": "path",
        "QUERY /orders/{id}": "path",
        "COPY /orders/{id}": "path",
        "POST paid": "webhook",
        "POST {$request.body#/url}": "callback",
    }


def test_an_operation_may_have_a_file_of_its_own() -> None:
    root = {"openapi": "3.0.3", "paths": {"/a": {"get": {"$ref": "a.yaml#/get"}, "put": {"$ref": "gone.yaml"}}}}
    part = {"get": {"operationId": "list", "tags": ["all"], "deprecated": True, "responses": {"200": {}}}}
    (one,) = read_api(open_document("api.json", {"api.json": root, "a.yaml": part})).operations
    assert (one.operation, one.operation_id, one.tags, one.deprecated) == ("GET /a", "list", ("all",), True)
    assert (one.node.path, one.node.pointer) == ("a.yaml", "/get")
    assert [answer.status for answer in one.responses] == ["200"]


def test_an_operation_says_anew_what_its_path_or_api_says() -> None:
    api = _api(OPENAPI)
    found = _named(api)
    get = found["GET /orders/{id}"]
    by_name = {parameter.name: parameter for parameter in get.parameters}
    assert by_name["id"].schema is not None and by_name["id"].schema.value == {"type": "integer"}
    assert (by_name["filter"].media_type, by_name["filter"].style) == ("application/json", None)
    assert get.deprecated and get.security == ({"oauth": ("read",)}, {})
    assert found["QUERY /orders/{id}"].security == ()
    assert get.servers == api.servers == ("https://eu.example/v1",)
    assert found["COPY /orders/{id}"].servers == ("/else",)
    schema = get.responses[0].content["application/json"]
    assert schema is not None and schema.value == {"$ref": "#/components/schemas/O"}


@pytest.mark.parametrize("wrong", [5, None, [], "x", [5], {"a": 5}, {"/a": {"get": 5}}, {"/a": {"get": {}}}])
@pytest.mark.parametrize("key", ["paths", "info", "servers", "components", "security", "webhooks", "parameters"])
def test_what_is_of_a_wrong_shape_is_left_out(key: str, wrong: object) -> None:
    for version in ({"openapi": "3.1.0"}, {"swagger": "2.0"}):
        assert _api({**version, key: wrong}).operations is not None
