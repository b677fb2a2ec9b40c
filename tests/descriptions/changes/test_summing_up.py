"""Parts of allOf bind together: what one says of what another says is a sum, and what is not read is not known."""

from __future__ import annotations

from typing import Any

from api_versions import answered, one, sent, told
from assay.descriptions.changes import Level, Place, compare

TEXT, NUMBER = {"type": "string"}, {"type": "number"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


ENVELOPE = _object(code=NUMBER, data={"type": "array", "items": _object(id=NUMBER)})


def test_a_property_of_two_parts_keeps_what_both_say() -> None:
    overlay = {"properties": {"code": {"default": 200}, "data": {"items": {"properties": {"id": {"minimum": 1}}}}}}
    assert told(answered(ENVELOPE), answered({"allOf": [ENVELOPE, overlay]})) == [
        ("compatible", "response-property-default-added"),
        ("compatible", "response-property-minimum-added"),
    ]
    whole = {"allOf": [_object(x={"type": ["string", "number"], "enum": ["a", "b", 1]}), _object(x={"enum": ["a", 1]})]}
    assert told(sent(whole), sent(_object(x={"type": ["string", "number"], "enum": ["a", 1]}))) == []


def test_of_limits_in_two_parts_the_tightest_binds() -> None:
    parts = [_object(x={**TEXT, "maxLength": 5, "minLength": 1}), _object(x={**TEXT, "maxLength": 9, "minLength": 3})]
    assert told(sent({"allOf": parts}), sent(_object(x={**TEXT, "maxLength": 5, "minLength": 3}))) == []


def test_what_moves_between_parts_stays() -> None:
    base = {"components": {"schemas": {"Base": _object(id=NUMBER)}}}
    part = {"$ref": "#/components/schemas/Base"}
    alike = [
        {"type": "object", "required": ["x"], "allOf": [part, {"properties": {"x": TEXT}}]},
        {"allOf": [part, {"properties": {"x": TEXT}, "required": ["x"]}]},
        {"allOf": [part, _object(x=TEXT)], "required": ["x"]},
    ]
    for old in alike:
        for new in alike:
            assert told(answered(old, **base), answered(new, **base)) == []


def test_parts_that_lead_back_to_their_sum_end() -> None:
    tree: dict[str, Any] = {"allOf": [{"$ref": "#/components/schemas/Leaf"}, {"properties": {"next": {}}}]}
    tree["allOf"][1]["properties"]["next"] = {"$ref": "#/components/schemas/Tree"}
    leaf = _object(id=NUMBER, next={"$ref": "#/components/schemas/Leaf"})
    old = answered({"$ref": "#/components/schemas/Tree"}, components={"schemas": {"Leaf": leaf, "Tree": tree}})
    flat = _object(id=TEXT, next={"$ref": "#/components/schemas/Tree"})
    new = answered({"$ref": "#/components/schemas/Tree"}, components={"schemas": {"Tree": flat}})
    assert told(old, new) == [
        ("breaking", "response-property-type-changed"),
        ("compatible", "schema-removed"),
    ]


def test_a_change_stands_where_the_part_says_it_and_is_told_once_for_all_sums() -> None:
    def versions(limit: int) -> Any:
        schemas = {"Base": _object(x={**TEXT, "maxLength": limit})}
        part = {"$ref": "#/components/schemas/Base"}
        wrapped = [{"allOf": [part, _object(**{name: TEXT})]} for name in ("a", "b")]
        old = _object(first=wrapped[0], second=wrapped[1])
        new = _object(**{name: {**each, "type": "object"} for name, each in old["properties"].items()})
        return answered(old if limit == 3 else new, components={"schemas": schemas})

    change = one(versions(3), versions(4))
    place = Place("api.json", "/components/schemas/Base/properties/x/maxLength")
    assert (change.id, change.old, change.new) == ("response-property-max-length-raised", place, place)


def test_what_a_reference_says_that_leads_nowhere_is_not_known() -> None:
    unread = {"$ref": "https://example.com/order.yaml"}
    for schema in (unread, {"allOf": [unread, _object(x=TEXT)]}, {"oneOf": [unread, TEXT]}):
        for old, new in ((ENVELOPE, schema), (schema, ENVELOPE)):
            (change,) = compare(answered(old), answered(new))
            assert (change.level, change.id) == (Level.POSSIBLY, "response-body-not-read")
        assert told(answered(schema), answered(schema)) == []
    assert "https://example.com/order.yaml" in one(sent(ENVELOPE), sent(unread)).message
