"""Fields that values have, against those that a schema describes."""

from __future__ import annotations

from collections import Counter
from typing import Any

from assay.descriptions.fields import Fields

NODE = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
        "labels": {"type": "object", "additionalProperties": {"type": "object", "properties": {"text": {}}}},
        "anything": {"type": "object"},
    },
    "allOf": [{"properties": {"id": {"type": "integer"}}}],
    "oneOf": [
        {"properties": {"card": {"properties": {"brand": {}}}}},
        {"properties": {"card": {"properties": {"last4": {}}}}},
    ],
    "patternProperties": {"^x-": {}},
}
SCHEMA = {"$ref": "#/$defs/node", "$defs": {"node": NODE}}


def counted(*values: Any) -> tuple[dict[str, int], dict[str, int]]:
    fields = Fields(SCHEMA)
    described: Counter[str] = Counter()
    undescribed: Counter[str] = Counter()
    for value in values:
        fields.count(value, described, undescribed)
    return dict(described), dict(undescribed)


def test_each_field_counts_once_for_each_body() -> None:
    tree = {"id": 1, "children": [{"id": 2, "name": "a"}, {"id": 3}]}
    assert counted(tree, {"id": 4}) == ({"id": 2, "children": 1, "children[].id": 1, "children[].name": 1}, {})


def test_what_nothing_describes_is_told_where_it_stands() -> None:
    found = {"card": {"brand": "x", "last4": "0", "cvv": "1"}, "children": [{"secret": {"deep": 1}}], "x-trace": 1}
    assert counted(found)[1] == {"card.cvv": 1, "children[].secret": 1}


def test_keys_that_are_data_are_no_fields() -> None:
    assert counted({"labels": {"no": {"text": 1}, "se": {"text": 1, "odd": 2}}, "anything": {"goes": 1}}) == (
        {"labels": 1, "labels.*.text": 1, "anything": 1},
        {"labels.*.odd": 1},
    )


def test_what_refers_to_itself_is_listed_once() -> None:
    listed = Fields(SCHEMA).described()
    assert {"id", "name", "card.brand", "card.last4", "labels.*.text"} <= set(listed)
    assert len(listed) < 40
