"""What a description's schema means is what the validator is told."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from assay.descriptions.document import Node, open_document
from assay.descriptions.json_schema import Side, json_schema


def _validator(schema: Any, version: str, side: Side = "response", **components: Any) -> Any:
    key = "swagger" if version == "2.0" else "openapi"
    value = {key: version, "x": schema, "components": {"schemas": components}}
    document = open_document("a.json", {"a.json": value})
    made = json_schema(document, Node(schema, "a.json", "/x"), side=side)
    return jsonschema_rs.Draft202012Validator(made, validate_formats=True)


NULLABLE = [
    {"type": "string", "nullable": True},
    {"enum": ["a"], "nullable": True},
    {"nullable": True, "allOf": [{"$ref": "#/components/schemas/S"}]},
]


@pytest.mark.parametrize("schema", NULLABLE)
def test_null_is_allowed_as_version_3_0_says_it(schema: Any) -> None:
    components = {"S": {"type": "string"}}
    assert _validator(schema, "3.0.3", **components).is_valid(None)
    assert not _validator(schema, "3.0.3", **components).is_valid(5)
    plain = {key: value for key, value in schema.items() if key != "nullable"}
    assert not _validator(plain, "3.0.3", **components).is_valid(None)


@pytest.mark.parametrize("schema", NULLABLE)
def test_null_is_allowed_as_tools_of_version_2_0_say_it(schema: Any) -> None:
    components = {"S": {"type": "string"}}
    marked = {**{key: value for key, value in schema.items() if key != "nullable"}, "x-nullable": True}
    assert _validator(marked, "2.0", **components).is_valid(None)
    assert not _validator(marked, "2.0", **components).is_valid(5)
    assert not _validator({**marked, "x-nullable": False}, "2.0", **components).is_valid(None)


def test_exclusive_bounds_of_either_dialect() -> None:
    old = _validator({"minimum": 1, "exclusiveMinimum": True}, "3.0.0")
    new = _validator({"exclusiveMinimum": 1}, "3.1.0")
    assert [old.is_valid(1), old.is_valid(2), new.is_valid(1), new.is_valid(2)] == [False, True, False, True]


@pytest.mark.parametrize(("side", "needed"), [("request", "password"), ("response", "id")])
def test_each_side_needs_its_own_fields_only(side: Side, needed: str) -> None:
    schema = {
        "required": ["id", "password"],
        "allOf": [
            {"properties": {"id": {"readOnly": True}}},
            {"$ref": "#/components/schemas/P"},
        ],
    }
    validator = _validator(schema, "3.1.0", side, P={"properties": {"password": {"writeOnly": True}}})
    assert validator.is_valid({needed: 1})
    assert not validator.is_valid({})


def test_a_discriminator_names_the_one_schema_that_holds() -> None:
    schema = {
        "oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Bank"}],
        "discriminator": {"propertyName": "type", "mapping": {"scheme": "#/components/schemas/Card"}},
    }
    card = {"type": "object", "required": ["number"], "properties": {"number": {"type": "string"}}}
    validator = _validator(schema, "3.0.0", Card=card, Bank={"type": "object"})
    assert validator.is_valid({"type": "scheme", "number": "1"})
    assert validator.is_valid({"type": "Bank"}), "the name of the component is a value, too"
    (error,) = validator.iter_errors({"type": "scheme"})
    assert "number" in error.message
    assert not validator.is_valid({"type": "cash"})
    assert not validator.is_valid({})


def test_schemas_that_hold_themselves_are_converted_once() -> None:
    tree = {"type": "object", "properties": {"children": {"items": {"$ref": "#/components/schemas/T"}}}}
    validator = _validator({"$ref": "#/components/schemas/T"}, "3.0.0", T=tree)
    assert validator.is_valid({"children": [{"children": []}]})
    assert not validator.is_valid({"children": [{"children": [5]}]})


def test_references_within_what_stands_beside_one_take_no_longer_than_they_are_many() -> None:
    schema: dict[str, Any] = {}
    for _ in range(60):
        schema = {"$ref": "#/components/schemas/A", "properties": {"a": schema}}
    assert not _validator(schema, "3.1.0", A={"minProperties": 1}).is_valid({})


def test_keys_beside_a_reference_count_since_3_1_only() -> None:
    schema = {"$ref": "#/components/schemas/S", "maxLength": 1}
    components = {"S": {"type": "string"}}
    assert _validator(schema, "3.0.0", **components).is_valid("long")
    assert not _validator(schema, "3.1.0", **components).is_valid("long")


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/nowhere"},
        {"$ref": "https://far.example/x.json"},
        {"type": "money"},
        {"pattern": "(["},
        {"minimum": "5", "required": True, "properties": [], "items": 5, "enum": []},
        {"type": "file"},
        5,
    ],
)
def test_what_is_malformed_says_nothing(schema: Any) -> None:
    assert _validator(schema, "3.0.0").is_valid({"a": [1]})


def test_false_lets_nothing_pass() -> None:
    assert not _validator(False, "3.1.0").is_valid(1)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_what_nests_deep_is_held_down_to_its_end(version: str) -> None:
    schema: dict[str, Any] = {"type": "string"}
    good, bad = "x", 5
    for _ in range(230):
        schema = {"properties": {"a": schema}}
        good, bad = {"a": good}, {"a": bad}  # type: ignore[assignment]
    validator = _validator(schema, version)
    assert validator.is_valid(good) and not validator.is_valid(bad)


def test_references_with_words_of_their_own_are_read_once_each() -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(40):
        schema = {"$ref": "#/components/schemas/S", "properties": {"a": schema}}
    assert _validator(schema, "3.1.0", S={"type": "object"}).is_valid({"a": {}})
