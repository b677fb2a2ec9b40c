"""Values and the schemas they are to keep, and what masking must not be blamed on anybody for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.descriptions.conformance import Schema
from assay.masking import may_be_masked, screen_body

ORDER = {
    "type": "object",
    "required": ["id", "email"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "email": {"type": "string", "format": "email"},
        "city": {"enum": ["Oslo", "Bergen"]},
        "phone": {"type": "string", "pattern": "^\\+47"},
        "number": {"type": "integer", "minimum": 1},
        "last": {"type": "string", "maxLength": 4},
        "lines": {
            "type": "array",
            "items": {"type": "object", "properties": {"price": {"type": "number", "minimum": 0}}},
        },
    },
}
GOOD: dict[str, Any] = {"id": "7d2c1f7e-95fa-4ab0-8a9c-3f5c1b1d2e3f", "email": "ada@example.com"}


def told(schema: dict[str, Any], value: Any) -> list[tuple[str, str, bool]]:
    return [(error.place, error.message, error.sure) for error in Schema(schema, may_be_masked).errors(value)]


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        ({"id": "seven"}, "id", "is no uuid"),
        ({"id": 7}, "id", "is an integer, described as string"),
        ({"lines": [{"price": 1}, {"price": None}]}, "lines[].price", "is null, described as number"),
        ({"lines": [{"price": -1}]}, "lines[].price", "is less than the minimum of 0"),
        ({"colour": "red"}, "", "has what is not allowed: colour"),
    ],
)
def test_what_breaks_is_told_with_its_place(change: dict[str, Any], place: str, message: str) -> None:
    assert told(ORDER, {**GOOD, **change}) == [(place, message, True)]


def test_of_a_choice_the_nearest_alternative_tells() -> None:
    card = {"properties": {"type": {"const": "card"}, "brand": {"type": "string"}}, "required": ["type", "brand"]}
    wallet = {"properties": {"type": {"const": "wallet"}, "token": {"type": "string"}}, "required": ["type", "token"]}
    schema = {"type": "object", "oneOf": [card, wallet]}
    assert told(schema, {"type": "wallet"}) == [("", "lacks token", True)]
    assert told(schema, {"type": "cheque"}) == [("", "is none of the 2 forms described", True)]


@pytest.mark.parametrize(
    "masked",
    [
        {"city": "xxxx"},
        {"phone": "+00 000 00 00"},
        {"number": 0},
        {"id": "****************"},
        {"email": "*"},
        {"lines": "***"},
        {"last": "[REDACTED]"},
        {"last": "********"},
    ],
)
def test_what_masking_may_have_caused_is_unsure(masked: dict[str, Any]) -> None:
    assert [sure for _, _, sure in told(ORDER, {**GOOD, **masked})] == [False]


def test_what_masking_cannot_have_caused_is_sure() -> None:
    assert [sure for _, _, sure in told(ORDER, {**GOOD, "city": "Rome", "lines": [{"price": "0.00"}]})] == [True, True]
    assert [sure for _, _, sure in told(ORDER, {**GOOD, "last": "xxxx xxxx xxxx"})] == [True]


@pytest.mark.parametrize("levels", [250, 300, 900])
def test_what_nests_too_deep_to_be_quoted_is_unsure(levels: int) -> None:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    tree = {"anyOf": [{"type": "array", "items": {"$ref": "#/$defs/tree"}}, {"type": "integer"}]}
    assert [sure for _, _, sure in told({"$ref": "#/$defs/tree", "$defs": {"tree": tree}}, value)] == [False]


def test_no_schema_is_refused() -> None:
    with pytest.raises(ValueError, match=r"pattern|regex"):
        Schema({"type": "string", "pattern": "(?<=a"})


VALUES = st.fixed_dictionaries(
    {"id": st.uuids().map(str), "email": st.emails()},
    optional={
        "city": st.sampled_from(["Oslo", "Bergen"]),
        "phone": st.from_regex(r"\A\+47[0-9]{8}\Z"),
        "number": st.integers(1, 10**15),
        "lines": st.lists(st.fixed_dictionaries({"price": st.floats(0, 1e6)})),
    },
)


@settings(deadline=None)
@given(VALUES)
def test_a_good_body_is_never_called_wrong_once_masked(value: dict[str, Any]) -> None:
    import msgspec

    masked = screen_body(msgspec.json.encode(value).decode()).masked
    assert masked is not None
    assert not [error for error in Schema(ORDER, may_be_masked).errors(msgspec.json.decode(masked)) if error.sure]
