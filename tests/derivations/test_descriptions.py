"""Descriptions become rows: every element once, with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeVar

from assay.derivations.descriptions import derive
from assay.model import Conventions, Row, Target
from assay.tables.api import (
    ApiBody,
    ApiComponent,
    ApiDescription,
    ApiExample,
    ApiFlaw,
    ApiOperation,
    ApiParameter,
    ApiProblem,
    ApiProperty,
    ApiReference,
    ApiSecurityScheme,
    ApiSecurityUse,
    ApiServer,
    ApiTag,
)

_Row = TypeVar("_Row", bound=Row)

ORDER = {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}
IMPLICIT = {"authorizationUrl": "http://x", "scopes": {"write": ""}}
ROOT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "7", "description": "Sells.", "contact": {"email": "x"}},
    "servers": [{"url": "https://{r}.shop.example/v1", "variables": {"r": {"default": "eu"}}}, {"url": "http://a/{b}"}],
    "tags": [{"name": "orders", "description": "Orders."}],
    "security": [{"key": []}],
    "paths": {
        "/orders": {
            "post": {
                "operationId": "place",
                "tags": ["orders", "new"],
                "security": [{"oauth": ["write", "none"]}, {"key": [], "nobody": []}, {}],
                "requestBody": {"required": True, "content": ORDER},
                "responses": {
                    "201": {
                        "description": "Done.",
                        "headers": {"Location": {}},
                        "links": {"a": {}, "b": {}},
                        "content": {"application/json": {"schema": {"$ref": "parts/answer.json"}}},
                    },
                    "default": {"description": ""},
                },
            },
            "parameters": [{"name": "page", "in": "query", "schema": {"$ref": "#/components/schemas/Page"}}],
        }
    },
    "components": {
        "schemas": {
            "Order": {
                "type": "object",
                "required": ["lines"],
                "additionalProperties": False,
                "properties": {
                    "lines": {"type": "array", "maxItems": 9, "items": {"$ref": "#/components/schemas/Line"}},
                    "note": {"type": ["string", "null"], "maxLength": 80, "readOnly": True},
                    "self": {"$ref": "#/components/schemas/Order"},
                },
            },
            "Line": {"properties": {"amount": {"type": "integer", "minimum": 1, "description": "How many."}}},
            "Page": {"type": "integer", "maximum": 50},
            "Alone": {"properties": {"again": {"$ref": "#/components/schemas/Alone"}}},
        },
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "query", "name": "k"},
            "oauth": {"type": "oauth2", "flows": {"implicit": IMPLICIT}},
        },
    },
}
PART = {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}}}


def _rows(kind: type[_Row], *, conventions: Conventions | None = None, **files: Any) -> list[_Row]:
    given = files or {"api.json": ROOT, "parts/answer.json": PART}
    inputs = {
        "files": [
            (name, "root" if {"openapi", "swagger"} & value.keys() else "part", json.dumps(value).encode())
            for name, value in given.items()
        ],
        "flaws": [],
    }
    return [row for row in derive(inputs, Target(given, conventions)) if isinstance(row, kind)]


def test_the_api_as_a_whole() -> None:
    (api,) = _rows(ApiDescription)
    assert (api.api, api.version, api.format_version, api.operations, api.files) == ("Shop", "7", "3.1.0", 1, 2)
    assert (api.hosts, api.base_paths) == ("eu.shop.example a", "/v1 /{b}")
    assert api.described and api.contact and not api.license


def test_the_configuration_has_the_last_word() -> None:
    stated = {
        "path": "*.json",
        "hosts": ["shop.example"],
        "base_path": "/v2",
        "environment": "test",
        "replaces": "old.json",
    }
    (api,) = _rows(ApiDescription, conventions=Conventions({"description": [stated]}))
    assert (api.hosts, api.base_paths, api.environment, api.replaces) == ("shop.example", "/v2", "test", "old.json")


def test_apis_of_one_title_are_told_apart() -> None:
    names = {row.api for row in _rows(ApiDescription, **{"a.json": ROOT, "b/a.json": ROOT})}
    assert names == {"Shop (a.json)", "Shop (b/a.json)"}


def test_an_operation_with_what_opens_it() -> None:
    (operation,) = _rows(ApiOperation)
    assert (operation.operation, operation.pointer) == ("POST /orders", "/paths/~1orders/post")
    assert (operation.security, operation.optional_security) == ("oauth,key+nobody", True)
    assert operation.request_required and operation.tags == "orders,new"
    assert {(use.operation, use.scheme): use.defined for use in _rows(ApiSecurityUse)} == {
        (None, "key"): True,
        ("POST /orders", "oauth"): False,
        ("POST /orders", "key"): True,
        ("POST /orders", "nobody"): False,
    }
    schemes = {scheme.name: scheme for scheme in _rows(ApiSecurityScheme)}
    assert (schemes["key"].location, schemes["oauth"].flows, schemes["oauth"].plain_urls) == ("query", "implicit", True)


def test_what_is_no_oauth_has_roles_since_3_1_only() -> None:
    schemes = {"token": {"type": "http", "scheme": "bearer"}, "sign_in": {"type": "openIdConnect"}}
    asked = {"security": [{"token": ["read"]}, {"sign_in": ["read"]}], "components": {"securitySchemes": schemes}}
    for version, known in (("3.0.4", False), ("3.1.0", True)):
        uses = _rows(ApiSecurityUse, **{"api.json": {"openapi": version, "paths": {}, **asked}})
        assert {use.scheme: use.defined for use in uses} == {"token": known, "sign_in": True}
    (empty,) = _rows(ApiSecurityUse, **{"api.json": {"openapi": "3.0.4", **asked, "security": [{"token": []}]}})
    assert empty.defined


def test_parameters_say_what_their_schema_says() -> None:
    (page,) = _rows(ApiParameter)
    assert (page.name, page.type, page.maximum, page.style, page.explode) == ("page", "integer", 50, "form", True)
    assert page.pointer == "/paths/~1orders/parameters/0"


def test_bodies_on_either_side() -> None:
    request, created, default = _rows(ApiBody)
    assert (request.side, request.status, request.properties) == ("request", None, "lines note self")
    assert (created.status, created.headers, created.links, created.properties) == ("201", "location", 2, "id")
    assert created.pointer == "/paths/~1orders/post/responses/201/content/application~1json"
    assert (default.media_type, default.has_schema, default.described) == (None, False, False)


def test_each_schema_is_one_row_with_the_side_that_uses_it() -> None:
    found = {(row.path, row.pointer): row for row in _rows(ApiProperty)}
    named = {(row.schema, row.property): row.used for row in found.values()}
    assert named == {
        ("POST /orders request application/json", ""): "request",
        ("POST /orders response 201 application/json", ""): "response",
        ("Order", ""): "request",
        ("Order", "lines"): "request",
        ("Order", "lines[]"): "request",
        ("Order", "note"): "request",
        ("Order", "self"): "request",
        ("Line", ""): "request",
        ("Line", "amount"): "request",
        ("Page", ""): "none",
        ("Alone", ""): "none",
        ("Alone", "again"): "none",
        ("parts/answer.json", ""): "response",
        ("parts/answer.json", "id"): "response",
    }
    note = found["api.json", "/components/schemas/Order/properties/note"]
    assert (note.type, note.nullable, note.max_length, note.read_only, note.required) == (
        "string",
        True,
        80,
        True,
        False,
    )
    lines = found["api.json", "/components/schemas/Order/properties/lines"]
    assert (lines.required, lines.max_items) == (True, 9)
    assert found["api.json", "/components/schemas/Order"].additional == "closed"
    assert found["api.json", "/components/schemas/Order/properties/self"].additional == "closed", "as what it refers to"


def test_a_component_that_only_itself_refers_to_is_not_used() -> None:
    used = {row.name: row.used for row in _rows(ApiComponent)}
    assert used == {"Order": True, "Line": True, "Page": True, "Alone": False, "key": True, "oauth": True}


def test_what_a_discriminator_tells_apart_by_its_name_is_used() -> None:
    def taking(name: str) -> dict[str, Any]:
        return {"allOf": [{"$ref": f"#/definitions/{name}"}, {"type": "object"}]}

    definitions = {
        "Method": {"type": "object", "discriminator": "kind", "required": ["kind"], "properties": {"kind": {}}},
        "Card": taking("Method"),
        "Debit": taking("Card"),
        "Money": {"type": "object"},
        "Fee": taking("Money"),
        "Holder": {"properties": {"one": taking("Method")}},
    }
    root = {"swagger": "2.0", "paths": {}, "definitions": definitions}
    used = {row.name: row.used for row in _rows(ApiComponent, **{"api.json": root})}
    assert used == {"Method": True, "Card": True, "Debit": True, "Money": True, "Fee": False, "Holder": False}


def test_the_root_of_a_host_is_no_path_that_ends_with_a_slash() -> None:
    def urls(**stated: Any) -> list[str]:
        root = {"swagger": "2.0", "schemes": ["https"], "paths": {}, **stated}
        return [row.url for row in _rows(ApiServer, **{"api.json": root})]

    assert urls(host="shop.example", basePath="/") == ["https://shop.example"]
    assert urls(host="shop.example/", basePath="/") == ["https://shop.example/"]
    assert urls(host="shop.example", basePath="/v1/") == ["https://shop.example/v1/"]
    assert urls(basePath="/") == ["/"]


def test_paths_and_components_may_each_have_a_file_of_their_own() -> None:
    root = {"openapi": "3.0.3", "paths": {"$ref": "paths.json"}, "components": {"schemas": {"$ref": "schemas.json"}}}
    answer = {"description": "", "content": {"$ref": "contents.json"}}
    paths = {"/orders": {"get": {"responses": {"200": answer}}}}
    contents = {"application/json": {"schema": {"$ref": "api.json#/components/schemas/Order"}}}
    schemas = {"Order": {"properties": {"id": {"type": "string"}}}, "Alone": {}}
    files = {"api.json": root, "paths.json": paths, "contents.json": contents, "schemas.json": schemas}
    used = {(row.name, row.path): row.used for row in _rows(ApiComponent, **files)}
    assert used == {("Order", "schemas.json"): True, ("Alone", "schemas.json"): False}
    assert {row.target for row in _rows(ApiReference, **files) if row.resolved} == {
        "paths.json",
        "contents.json",
        "schemas.json",
        "api.json#/components/schemas/Order",
    }
    assert [row.schema for row in _rows(ApiProperty, **files) if row.property == "id"] == ["Order"]
    assert [row.files for row in _rows(ApiDescription, **files)] == [4]


def test_of_an_example_that_was_a_card_number_nothing_is_told() -> None:
    numbers = {"paid": {"enum": [7], "example": 10**15}, "other": {"enum": [7], "example": 10**15 + 7}}
    root = {**ROOT, "components": {"schemas": {"Order": {"properties": numbers}}}}
    told = {row.pointer.split("/")[-2]: row.valid for row in _rows(ApiExample, **{"api.json": root})}
    assert told == {"paid": None, "other": False}


def test_servers_and_tags() -> None:
    assert [(s.host, s.scheme, s.variables_defined) for s in _rows(ApiServer)] == [
        ("eu.shop.example", "https", True),
        ("a", "http", False),
    ]
    assert [(t.name, t.declared, t.uses) for t in _rows(ApiTag)] == [("orders", 1, 1), ("new", 0, 1)]


BROKEN = {
    "openapi": "3.0.0",
    "info": {"title": "Broken", "version": "1"},
    "paths": {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}, "/c": {"$ref": "gone.yaml"}},
    "components": {
        "schemas": {
            "Far": {"$ref": "https://x.example/y.json"},
            "Said": {"example": {"$ref": "#/no/reference"}, "properties": {"$ref": {"type": "string"}}},
            "Both": {"$ref": "#/components/schemas/Said", "description": "ignored"},
        }
    },
}


def test_references_that_lead_nowhere_or_in_a_circle() -> None:
    assert {(row.kind, row.pointer) for row in _rows(ApiProblem, **{"a.json": BROKEN})} == {
        ("loop", "/paths/~1a"),
        ("loop", "/paths/~1b"),
        ("reference", "/paths/~1c"),
    }
    rows = {row.pointer: row for row in _rows(ApiReference, **{"a.json": BROKEN})}
    far = rows["/components/schemas/Far"]
    assert (far.resolved, far.remote) == (None, True)
    assert rows["/components/schemas/Both"].siblings == "description"
    assert "/components/schemas/Said/example" not in rows


def test_a_place_in_another_file_is_found_by_what_it_calls_itself() -> None:
    schemas = {name: {"$ref": f"https://shop.example/{name}"} for name in ("line", "price", "nowhere")}
    root = {"openapi": "3.1.0", "info": {"title": "Shop"}, "paths": {}, "components": {"schemas": schemas}}
    part = {"$id": "https://shop.example/line", "$defs": {"a/b": {"$self": "https://shop.example/price"}}}
    files = {"api.json": root, "other.json": PART, "part.json": part}
    resolved = {row.target.rpartition("/")[2]: row.resolved for row in _rows(ApiReference, **files)}
    assert resolved == {"line": True, "price": True, "nowhere": None}


def test_what_nests_deep_is_read_all_the_same() -> None:
    schema: dict[str, Any] = {}
    for _ in range(150):
        schema = {"allOf": [{"items": schema}]}
    rows = _rows(
        ApiProperty, **{"a.json": {"openapi": "3.1.0", "info": {}, "components": {"schemas": {"Deep": schema}}}}
    )
    assert len(rows) == 301


def test_what_a_standard_asks_of_words_and_lists() -> None:
    page = {"allOf": [{"$ref": "#/components/schemas/Page"}, {"properties": {"more": {"type": "boolean"}}}]}
    old = {"deprecated": True, "description": "All. Use /v2/orders instead. Soon.", "responses": {}}
    either = {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Page"}]}
    root = {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example", "description": "Live"}, {"url": "https://b.example"}],
        "paths": {
            "/orders": {
                "get": {"responses": {"200": {"content": {"application/json": {"schema": page}}}}},
                "post": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array"}}}}}},
            },
            "/v1/orders": {"get": old, "post": {"responses": {"200": {"content": {"text/plain": {"schema": either}}}}}},
        },
        "components": {
            "schemas": {"Page": {"type": "object", "properties": {"items": {"type": "array", "items": {}}}}}
        },
    }
    assert [server.description for server in _rows(ApiServer, **{"a.json": root})] == ["Live", None]
    bodies = {body.operation: body for body in _rows(ApiBody, **{"a.json": root})}
    assert (bodies["GET /orders"].properties, bodies["GET /orders"].lists) == ("more items", "items")
    assert bodies["POST /orders"].lists == "[]"
    assert bodies["POST /v1/orders"].type == "string,object"
    said = {one.operation: one.successor for one in _rows(ApiOperation, **{"a.json": root})}
    assert said["GET /v1/orders"] == "Use /v2/orders instead."
    assert said["GET /orders"] is None
    place = "/paths/~1orders/post/responses/200/content/application~1json/schema"
    flaws = [(flaw.path, flaw.api, flaw.kind, flaw.pointer) for flaw in _rows(ApiFlaw, **{"a.json": root})]
    assert flaws == [("a.json", "Shop", "no_items", place)]


def test_what_is_of_a_wrong_shape_anywhere_ends_nothing() -> None:
    either = {"anyOf": [{"type": ["string"], "enum": ["a"]}, {"oneOf": [{"type": "integer", "pattern": "a"}]}]}
    known = {**ROOT["components"]["schemas"], "Either": {**either, "example": 5, "discriminator": {"mapping": {}}}}
    root = {**ROOT, "components": {**ROOT["components"], "schemas": known}}
    for *above, last in list(_places(root)):
        for wrong in (None, 5, "x", [[]], [{}], {"$ref": 5}):
            broken = json.loads(json.dumps(root))
            place = broken
            for key in above:
                place = place[key]
            place[last] = wrong
            assert len(_rows(ApiDescription, **{"api.json": broken})) == 1, (above, last, wrong)


def _places(value: Any) -> Iterator[tuple[Any, ...]]:
    """The keys that lead to each value within another."""
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in within:
        yield (key,)
        yield from ((key, *below) for below in _places(inner))
