"""What reads like a change that breaks and is none on the wire."""

from __future__ import annotations

from typing import Any

import pytest

from api_versions import answered, api, sent, told
from assay.descriptions.changes import compare
from assay.descriptions.document import open_document
from assay.descriptions.openapi import read_api

TEXT = {"type": "string"}


def _asked(**parameter: Any) -> Any:
    one = {"name": "include", "in": "query", "schema": TEXT, **parameter}
    return api({"/orders": {"get": {"parameters": [one], "responses": {}}}})


@pytest.mark.parametrize("name", ["Accept", "content-type", "Authorization"])
def test_headers_that_media_types_and_security_describe_are_no_parameters(name: str) -> None:
    bare = api({"/orders": {"get": {"responses": {}}}})
    header = _asked(name=name, **{"in": "header"})
    required = _asked(name=name, required=True, **{"in": "header"})
    for old, new in ((bare, required), (header, required), (required, bare)):
        assert told(old, new) == []
    assert told(bare, _asked(name="X-Store", required=True, **{"in": "header"})) == [
        ("breaking", "request-parameter-added-required")
    ]


def test_of_values_that_one_side_allows_the_change_of_types_tells() -> None:
    listed = {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}
    assert told(sent(TEXT), sent(listed)) == [("breaking", "request-body-type-changed")]
    assert told(answered(listed), answered({**TEXT, "minLength": 1})) == [("breaking", "response-body-type-changed")]
    assert told(sent({"type": "array"}), sent({"type": "array", "items": TEXT})) == [
        ("breaking", "request-body-items-added")
    ]


@pytest.mark.parametrize(("old", "new"), [("UUID", "uuid"), ("datetime", "date-time"), ("date_time", "date-time")])
def test_a_format_is_the_same_in_other_letters(old: str, new: str) -> None:
    assert told(answered({**TEXT, "format": old}), answered({**TEXT, "format": new})) == []
    assert told(sent({**TEXT, "format": "date"}), sent({**TEXT, "format": old})) != []


def test_a_text_that_becomes_a_list_of_texts_is_written_as_before() -> None:
    old = _asked(schema={**TEXT, "enum": ["lines", "coupons"], "default": "lines"})
    items = {**TEXT, "enum": ["lines", "coupons", "fees"]}
    for style in ({"explode": False}, {"style": "pipeDelimited"}, {}):
        listed = _asked(schema={"type": "array", "items": items, "default": ["lines"]}, **style)
        assert {level for level, _ in told(old, listed)} == {"compatible"}, style
    fewer = {"type": "array", "items": {**TEXT, "enum": ["lines"]}}
    assert ("breaking", "request-parameter-type-changed") in told(old, _asked(schema=fewer, explode=False))
    two = {"type": "array", "items": items, "minItems": 2}
    assert ("breaking", "request-parameter-type-changed") in told(old, _asked(schema=two))
    assert told(_asked(schema={"type": "array"}), _asked(schema={"type": "array", "items": TEXT})) == []


def test_a_media_type_of_any_kind_holds_each() -> None:
    def shop(media: str) -> Any:
        response = {"description": "", "content": {media: {"schema": TEXT}}}
        return api({"/orders": {"get": {"responses": {"200": response}}}})

    for wide in ("*/*", "application/*"):
        assert told(shop(wide), shop("application/json")) == [("compatible", "response-media-type-narrowed")]
        assert told(shop("application/json"), shop(wide)) == [("breaking", "response-media-type-widened")]
    assert ("breaking", "response-media-type-removed") in told(shop("text/*"), shop("application/json"))


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _choice(*names: str, at: str = "#/components/schemas/", **keywords: Any) -> dict[str, Any]:
    return {"oneOf": [{"$ref": at + name} for name in names], **keywords}


COUPON, SALE = _object(id=TEXT, code=TEXT, uses=TEXT), _object(id=TEXT, rules=TEXT, stop=TEXT)


def test_alternatives_that_were_definitions_are_the_schemas_of_their_names() -> None:
    body = {"name": "body", "in": "body", "schema": _choice("Coupon", "Sale", at="#/definitions/")}
    path = {"/orders": {"post": {"consumes": ["application/json"], "parameters": [body], "responses": {}}}}
    old = {"swagger": "2.0", "info": {"title": "", "version": ""}, "paths": path}
    was = read_api(open_document("api.json", {"api.json": {**old, "definitions": {"Coupon": COUPON, "Sale": SALE}}}))
    new = sent(_choice("Sale", "Coupon"), components={"schemas": {"Coupon": COUPON, "Sale": SALE}})
    assert {id for _, id in told(was, new)} <= {"schema-removed"}


def test_an_alternative_that_is_called_otherwise_is_compared_and_told() -> None:
    longer = {**COUPON, "properties": {**COUPON["properties"], "code": {**TEXT, "pattern": "^a"}}}
    names = {"Coupon": COUPON, "Sale": SALE, "NewCoupon": longer}
    old, new = (sent(_choice(first, "Sale"), components={"schemas": names}) for first in ("Coupon", "NewCoupon"))
    assert told(old, new) == [
        ("breaking", "request-property-pattern-added"),
        ("compatible", "request-body-one-of-renamed"),
    ]
    kind = {"discriminator": {"propertyName": "code"}}
    old, new = (
        sent(_choice(first, "Sale", **kind), components={"schemas": names}) for first in ("Coupon", "NewCoupon")
    )
    assert ("breaking", "request-body-one-of-removed") in told(old, new)
    other = {**COUPON, "properties": {**COUPON["properties"], "code": {"const": "b"}}}
    one = {**COUPON, "properties": {**COUPON["properties"], "code": {"const": "a"}}}
    names = {"Coupon": one, "Sale": SALE, "NewCoupon": other}
    old, new = (sent(_choice(first, "Sale"), components={"schemas": names}) for first in ("Coupon", "NewCoupon"))
    assert ("breaking", "request-body-one-of-removed") in told(old, new)


def test_a_type_that_all_else_speaks_of_need_not_be_stated() -> None:
    for typed in (COUPON, {"type": "array", "items": TEXT}, {**TEXT, "enum": ["a"]}):
        bare = {key: value for key, value in typed.items() if key != "type"}
        for old, new in ((typed, bare), (bare, typed)):
            assert told(answered(old), answered(new)) == told(sent(old), sent(new)) == []
    assert told(answered(TEXT), answered({})) == [("breaking", "response-body-type-widened")]
    assert told(sent({"properties": {}}), sent({"type": "object"})) == [("breaking", "request-body-type-narrowed")]


def test_a_pattern_that_all_texts_have_says_nothing() -> None:
    assert (
        told(sent(TEXT), sent({**TEXT, "pattern": "^.*$"})) == told(sent({**TEXT, "pattern": ".*"}), sent(TEXT)) == []
    )
    assert told(sent({**TEXT, "pattern": ".*"}), sent({**TEXT, "pattern": "^a$"})) == [
        ("breaking", "request-body-pattern-added")
    ]


def test_alternatives_that_all_go_leave_more_and_not_less() -> None:
    choice = {"anyOf": [{"type": "number"}, {"type": "boolean"}]}
    for schema in ({"description": "any"}, {"type": "object"}):
        names = {name for level, name in told(sent(choice), sent(schema)) if level == "breaking"}
        assert not any("any-of" in name for name in names)
    assert told(sent(_object(x=choice)), sent(_object(x={}))) == [
        ("compatible", "request-property-alternatives-all-removed")
    ]
    assert told(answered(_object(x=choice)), answered(_object(x={}))) == [
        ("possibly breaking", "response-property-alternatives-all-removed")
    ]
    assert told(sent(_object(x={})), sent(_object(x=choice))) == [
        ("possibly breaking", "request-property-alternatives-all-added")
    ]


def test_a_whole_number_of_no_format_is_one_of_64_bits() -> None:
    for bare, wide, small in (("integer", "int64", "int32"), ("number", "double", "float")):
        stated, less, usual = ({"type": bare, **more} for more in ({"format": wide}, {"format": small}, {}))
        for old, new in ((usual, stated), (stated, usual)):
            assert told(sent(old), sent(new)) == told(answered(old), answered(new)) == []
        assert told(sent(usual), sent(less)) == [("breaking", "request-body-format-narrowed")]
        assert told(answered(less), answered(usual)) == [("breaking", "response-body-format-widened")]


def test_a_body_that_says_nothing_goes_unnoticed() -> None:
    def shop(method: str, schema: dict[str, Any] | None) -> Any:
        body = {"requestBody": {"content": {"application/json": {"schema": schema}}}} if schema is not None else {}
        return api({"/orders": {method: {**body, "responses": {}}}})

    for method, schema in (("get", COUPON), ("post", {"type": "object", "properties": {}})):
        assert told(shop(method, schema), shop(method, None)) == []
    for schema in (COUPON, {"type": "object"}):
        assert told(shop("post", schema), shop("post", None)) == [("breaking", "request-body-removed")]


def test_what_is_asked_for_stands_where_it_is_said() -> None:
    schemes = {"securitySchemes": {name: {"type": "http", "scheme": name} for name in ("basic", "bearer")}}
    old, new = (
        api(
            {"/orders": {"get": {"security": [{name: []}], "responses": {}}}},
            security=[{name: []}],
            components=schemes,
        )
        for name in ("basic", "bearer")
    )
    places = {change.id: change.new and change.new.pointer for change in compare(old, new)}
    assert places["api-security-alternative-removed"] == "/security"
    assert places["security-alternative-removed"] == "/paths/~1orders/get/security"
