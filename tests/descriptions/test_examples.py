"""Examples and defaults are held against the schemas they stand with."""

from __future__ import annotations

from typing import Any

from assay.descriptions.document import open_document
from assay.descriptions.examples import Example, examples
from assay.descriptions.openapi import read_api
from assay.descriptions.places import places


def _examples(value: dict[str, Any], doubtful: str = "masked") -> dict[str, Example]:
    """Doubtful is what has this text anywhere in it."""
    document = open_document("a.json", {"a.json": value})
    api = read_api(document)
    found = examples(document, api, places(document, api), lambda value: doubtful in str(value))
    return {example.node.pointer: example for example in found}


CARD = {
    "type": "object",
    "required": ["id", "number"],
    "properties": {
        "id": {"type": "integer", "readOnly": True, "default": "none"},
        "number": {"type": "string", "maxLength": 4, "example": "12345"},
    },
}
SHOP = {
    "openapi": "3.0.3",
    "paths": {
        "/cards": {
            "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer"}, "example": "first"}],
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Card"},
                            "examples": {
                                "good": {"$ref": "#/components/examples/good"},
                                "bad": {"value": {"number": 5}},
                                "elsewhere": {"externalValue": "https://x"},
                            },
                        },
                        "application/xml": {"schema": {"$ref": "#/components/schemas/Card"}, "example": "<card/>"},
                    }
                },
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Card"},
                                "example": {"number": "1"},
                            }
                        }
                    }
                },
            },
        }
    },
    "components": {"schemas": {"Card": CARD}, "examples": {"good": {"value": {"number": "1"}}}},
}


def test_each_is_held_on_its_own_side() -> None:
    found = _examples(SHOP)
    body = "/paths/~1cards/post/requestBody/content/application~1"
    assert {pointer: (one.kind, one.valid, one.message) for pointer, one in found.items()} == {
        "/components/examples/good/value": ("media", True, None),
        f"{body}json/examples/bad/value": ("media", False, "/number has to be text, and is a number"),
        f"{body}xml/example": ("media", None, "nothing says how it is written: its media type is not JSON"),
        "/paths/~1cards/post/responses/200/content/application~1json/example": ("media", False, "lacks id"),
        "/paths/~1cards/parameters/0/example": ("media", False, "has to be a whole number, and is text"),
        "/components/schemas/Card/properties/id/default": ("default", False, "has to be a whole number, and is text"),
        "/components/schemas/Card/properties/number/example": ("schema", False, "may have 4 at the most"),
    }


def test_what_may_have_been_masked_is_never_told_to_be_wrong() -> None:
    one = _examples(SHOP, doubtful="12345")["/components/schemas/Card/properties/number/example"]
    assert (one.valid, one.message) == (None, "what does not fit is masked, and may be right as it was written")


def test_what_cannot_be_told_on_one_side_is_not_wrong_for_the_other() -> None:
    properties = {"number": {"type": "string", "maxLength": 4}, "pin": {"type": "string", "writeOnly": True}}
    card = {"required": ["pin"], "properties": properties, "example": {"number": "12345"}}
    shop = {"openapi": "3.0.3", "components": {"schemas": {"Card": card}}}
    assert _examples(shop, doubtful="12345")["/components/schemas/Card/example"].valid is None


def _of_card(card: dict[str, Any]) -> tuple[bool | None, str | None]:
    one = _examples({"openapi": "3.0.3", "components": {"schemas": {"Card": card}}})["/components/schemas/Card/example"]
    return one.valid, one.message


def test_which_keys_and_how_many_items_there_are_is_known_also_where_values_are_masked() -> None:
    assert _of_card({"required": ["pin"], "example": {"name": "masked"}}) == (False, "lacks pin")
    listed = {"properties": {"names": {"minItems": 2}}, "example": {"names": ["masked"]}}
    assert _of_card(listed) == (False, "/names has to have 2 or more")
    assert _of_card({"properties": {"name": {"enum": ["Ann"]}}, "example": {"name": "masked"}})[0] is None
    assert _of_card({"required": ["pin"], "example": {"masked": 1}})[0] is None
    assert _of_card({"type": "object", "example": "masked"}) == (False, "has to be an object, and is text")
    assert _of_card({"type": "integer", "example": "masked"})[0] is None


def test_an_alternative_that_lacks_nothing_but_what_is_masked_may_be_meant() -> None:
    named = {"properties": {"name": {"pattern": "^[A-Z]"}}, "required": ["name"]}
    numbered = {"required": ["number"]}
    assert _of_card({"anyOf": [named, numbered], "example": {"name": "masked"}})[0] is None
    assert _of_card({"anyOf": [numbered, {"required": ["mail"]}], "example": {"name": "masked"}})[0] is False


def test_an_example_that_nests_too_deep_to_be_quoted_is_unknown() -> None:
    value: object = "x"
    for _ in range(300):
        value = [value]
    shop = {"openapi": "3.0.3", "components": {"schemas": {"Card": {"type": "string", "example": value}}}}
    assert _examples(shop)["/components/schemas/Card/example"].valid is None


def test_examples_of_swagger() -> None:
    answer = {"schema": {"type": "integer"}, "examples": {"application/json": "five"}}
    value = {
        "swagger": "2.0",
        "produces": ["application/json"],
        "paths": {"/a": {"get": {"responses": {"200": answer}}}},
    }
    (one,) = _examples(value).values()
    assert (one.node.pointer, one.valid) == ("/paths/~1a/get/responses/200/examples/application~1json", False)


def test_those_of_parameters_and_headers_and_of_their_schemas() -> None:
    page = {"name": "page", "in": "query", "schema": {"type": "integer", "default": "first", "example": 1}}
    header = {"schema": {"type": "integer", "default": 5}, "example": "soon"}
    answer = {"description": "", "headers": {"Retry-After": header}}
    shop = {"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": [page], "responses": {"429": answer}}}}}
    found = {pointer.partition("/get/")[2]: (one.kind, one.valid) for pointer, one in _examples(shop).items()}
    assert found == {
        "parameters/0/schema/default": ("default", False),
        "parameters/0/schema/example": ("schema", True),
        "responses/429/headers/Retry-After/example": ("media", False),
        "responses/429/headers/Retry-After/schema/default": ("default", True),
    }


def test_what_an_example_has_too_much_is_named() -> None:
    card = {"type": "object", "properties": {"a": {}}, "additionalProperties": False, "example": {"a": 1, "b": 2}}
    (one,) = _examples({"openapi": "3.0.3", "components": {"schemas": {"Card": card}}}).values()
    assert (one.valid, one.message) == (False, "has what is not allowed: b")


def test_swagger_says_of_each_example_of_which_type_it_is() -> None:
    texts = {"type": "array", "items": {"type": "string"}}
    answer = {"description": "", "schema": texts, "examples": {"application/json": [1], "text/csv": "a"}}
    old = {"swagger": "2.0", "paths": {"/a": {"get": {"responses": {"200": answer}}}}}
    found = {pointer.rpartition("/")[2]: one.valid for pointer, one in _examples(old).items()}
    assert found == {"application~1json": False, "text~1csv": None}


def test_swagger_names_examples_after_what_is_answered_or_nobody_knows_how_they_are_written() -> None:
    texts = {"type": "array", "items": {"type": "string"}}
    given = {"application/json": [1], "application/hal+json": ["a"], "text/csv": "a", "payload": [1]}
    answer = {"description": "", "schema": texts, "examples": given}
    get = {"produces": ["application/hal+json", "text/csv"], "responses": {"200": answer}}
    found = _examples({"swagger": "2.0", "paths": {"/a": {"get": get}}})
    told = {pointer.rpartition("/")[2]: one.valid for pointer, one in found.items()}
    assert told == {"application~1json": False, "application~1hal+json": True, "text~1csv": None, "payload": None}


def test_of_one_that_nests_deep_nothing_is_told() -> None:
    deep: list[Any] = []
    for _ in range(300):
        deep = [deep]
    stated = {"openapi": "3.0.3", "components": {"schemas": {"A": {"type": "string", "example": deep}}}}
    assert _examples(stated)["/components/schemas/A/example"].valid is None
