"""Schemas that contradict themselves and words that run code are found; what merely looks so is not."""

from __future__ import annotations

from typing import Any

import pytest

from assay.descriptions.flaws import Flaw, Flaws


def flaws(value: Any, version: str) -> list[Flaw]:
    looking = Flaws(version)
    looking.look_through("a.json", value)
    return [flaw for _, flaw in looking.found]


def found(schema: Any, version: str = "3.0.3") -> list[tuple[str, bool, str]]:
    """(kind, certain, pointer) of a document with one schema."""
    document = {"openapi": version, "components": {"schemas": {"A": schema}}}
    return [
        (flaw.kind, flaw.certain, flaw.pointer.removeprefix("/components/schemas/A"))
        for flaw in flaws(document, version)
    ]


@pytest.mark.parametrize(
    ("schema", "kind", "pointer"),
    [
        ({"type": "string", "enum": ["DHL", "UPS", "DHL"]}, "repeated_value", "/enum"),
        ({"type": "integer", "enum": [1, "2"]}, "value_type", "/enum"),
        ({"type": "integer", "enum": [1.5]}, "value_type", "/enum"),
        ({"type": "integer", "enum": [True]}, "value_type", "/enum"),
        ({"type": "array"}, "no_items", ""),
        ({"type": "string", "minLength": 9, "maxLength": 3}, "bounds", ""),
        ({"type": "string", "pattern": "(?i)^a$"}, "pattern", "/pattern"),
        ({"type": "string", "pattern": "^[0-9A-Za-z_-.]+$"}, "pattern", "/pattern"),
        ({"description": "Hi <SCRIPT src=x>"}, "script", "/description"),
        ({"title": "eval(1)"}, "eval", "/title"),
    ],
)
def test_a_flaw_and_its_place(schema: Any, kind: str, pointer: str) -> None:
    assert found(schema) == [(kind, True, pointer)]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "enum": ["a", None], "nullable": True},
        {"type": ["integer", "null"], "enum": [1, 2.0, None]},
        {"enum": [1, "a", True, 1.5, [1], [2]]},
        {"type": "array", "items": {}},
        {"type": "string", "minLength": 3, "maxLength": 3, "pattern": "^(?<year>[0-9]{4})(?=-)(?:x|y)(?!z)$"},
        {"type": "string", "pattern": r"^\(?i\)$"},
        {"description": "The evaluation (see below) is medieval(ish) <scripture>"},
        {"example": {"type": "array", "enum": ["a", "a"], "description": "<script>"}},
        {"x-note": {"type": "array"}},
    ],
)
def test_what_is_none(schema: Any) -> None:
    assert found(schema) == []


def test_a_property_may_be_called_like_a_keyword() -> None:
    schema = {"properties": {"enum": {"type": "array"}, "example": {"type": "array"}, "type": {"type": "string"}}}
    assert [pointer for _, _, pointer in found(schema)] == ["/properties/example", "/properties/enum"]


def test_a_list_of_anything_is_allowed_since_3_1() -> None:
    assert found({"type": "array"}, "3.1.0") == [("no_items", False, "")]
    assert found({"type": "array", "prefixItems": [{}]}, "3.1.0") == []


@pytest.mark.parametrize("pattern", [r"^x\d{1-5}$", r"^[\w-./]+$"])
def test_a_pattern_that_only_some_tools_take(pattern: str) -> None:
    assert found({"type": "string", "pattern": pattern}) == [("pattern", False, "/pattern")]


def test_a_parameter_that_is_declared_twice() -> None:
    id_, limit = {"name": "id", "in": "path"}, {"$ref": "#/components/parameters/Limit"}
    item = {"parameters": [id_, {"name": "id", "in": "query"}, limit, id_, limit], "get": {"parameters": [id_]}}
    found = [(flaw.message, flaw.pointer) for flaw in flaws({"paths": {"/a/{id}": item}}, "3.1.0")]
    assert found == [
        ("declares path parameter id more than once", "/paths/~1a~1{id}/parameters/3"),
        ("declares Limit more than once", "/paths/~1a~1{id}/parameters/4"),
    ]


def test_code_is_shown_and_not_run() -> None:
    assert found({"description": "Put `<script>` into the page:\n```\neval(x)\n```"}) == [
        ("script", False, "/description"),
        ("eval", False, "/description"),
    ]


def test_discriminators_of_2_0() -> None:
    schema = {"discriminator": "kind", "properties": {"kind": {"type": "string"}}}
    assert found(schema, "2.0") == [("discriminator", True, "/discriminator")]
    assert found({**schema, "required": ["kind"]}, "2.0") == []
    assert found({"discriminator": "kind", "properties": {}}, "2.0") == [("discriminator", True, "/discriminator")]
