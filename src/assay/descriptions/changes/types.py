"""The types and formats of two schemas -> how the second relates to the first.

`relation` is one of same, widened (the second allows all that the first does), narrowed, changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from assay.descriptions.document import Node
from assay.descriptions.schemas import NULLABLE, is_marked_nullable

from .reading import Reader, at

#: Formats whose values are all values of the format they map to, by type, as `_plain` writes them.
_WIDER = {
    "number": {"float": {"double"}},
    "integer": {"int32": {"int64", "bigint"}, "int64": {"bigint"}},
    "string": {"date": {"datetime"}, "time": {"datetime"}},
}
#: Types -> keywords that bind values of these types alone.
_OF_TYPE = {
    ("string",): "minLength maxLength pattern contentMediaType contentEncoding contentSchema",
    ("number", "integer"): "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
    ("array",): "items prefixItems contains minContains maxContains minItems maxItems uniqueItems unevaluatedItems",
    ("object",): "minProperties maxProperties additionalProperties patternProperties propertyNames "
    "dependentRequired dependentSchemas unevaluatedProperties",
}
_BOUND = {keyword: kinds for kinds, keywords in _OF_TYPE.items() for keyword in keywords.split()}


class TypeChange(NamedTuple):
    """Types and formats of both sides; `types` and `format` are relations."""

    old: frozenset[str]
    new: frozenset[str]
    types: str
    format: str

    @property
    def relation(self) -> str:
        both = {self.types, self.format} - {"same"}
        return both.pop() if len(both) == 1 else "changed"


def types_of(value: Mapping[str, Any]) -> frozenset[str]:
    """The types that a schema states, null aside; empty: any."""
    stated = value.get("type")
    listed = [stated] if isinstance(stated, str) else stated if isinstance(stated, list) else []
    return frozenset(name for name in listed if isinstance(name, str) and name != "null")


def binds(keyword: str, value: Mapping[str, Any]) -> bool:
    """Whether a keyword can bind anything that a schema's types allow."""
    types = types_of(value)
    return not types or keyword not in _BOUND or not types.isdisjoint(_BOUND[keyword])


def is_nullable(value: Mapping[str, Any]) -> bool | None:
    """Whether a schema says that null is allowed; None where it says nothing about types."""
    if is_marked_nullable(value):
        return True
    stated = value.get("type")
    if stated is None:
        return None if value.keys().isdisjoint(NULLABLE) else False
    return stated == "null" or (isinstance(stated, list) and "null" in stated)


def compare_types(old: Mapping[str, Any], new: Mapping[str, Any]) -> TypeChange | None:
    """How types and formats relate; None where nothing changed."""
    before, after = _meant(old, new), _meant(new, old)
    types = relate(before, after)
    formats = _relate_formats(old.get("format"), new.get("format"), before, after)
    return None if types == formats == "same" else TypeChange(before, after, types, formats)


def _meant(value: Mapping[str, Any], other: Mapping[str, Any]) -> frozenset[str]:
    """The types that a schema states, or the one stated by `other` that all it says is of: few state it each time."""
    stated, known = types_of(value), types_of(other)
    if stated or len(known) != 1:
        return stated
    kinds = {kind for key, kind in (("properties", "object"), ("items", "array")) if value.get(key)}
    listed = value.get("enum")
    if isinstance(listed, list) and all(isinstance(each, str) for each in listed):
        kinds.add("string")
    return known if kinds == known else stated


def relate(old: frozenset[str], new: frozenset[str]) -> str:
    """How two sets of types relate; an integer is a number, and no type at all allows any."""
    if old == new:
        return "same"
    if not new or (old and _within(old, new)):
        return "widened"
    return "narrowed" if not old or _within(new, old) else "changed"


def _has_inside(value: Mapping[str, Any]) -> bool:
    return any(key in value for key in ("properties", "items", "additionalProperties", "allOf"))


def _within(inner: frozenset[str], outer: frozenset[str]) -> bool:
    return all(name in outer or (name == "integer" and "number" in outer) for name in inner)


def _relate_formats(old: Any, new: Any, before: frozenset[str], after: frozenset[str]) -> str:
    if old == new or (before == after and (old or _usual(before)) == (new or _usual(after))):
        return "same"
    if not new:
        return "widened"
    if not old:
        return "narrowed"
    if not isinstance(old, str) or not isinstance(new, str):
        return "changed"
    old, new = _plain(old), _plain(new)
    if old == new:
        return "same"
    if len(after) == 1 and new in _WIDER.get(next(iter(after)), {}).get(old, ()):
        return "widened"
    return "narrowed" if len(before) == 1 and old in _WIDER.get(next(iter(before)), {}).get(new, ()) else "changed"


def _usual(types: frozenset[str]) -> str | None:
    """What a number without a format is: nobody sends one that does not fit."""
    return next((wide for kind, wide in (("integer", "int64"), ("number", "double")) if types == {kind}), None)


def _plain(stated: str) -> str:
    """A format as it is meant: UUID is uuid, and datetime is date-time."""
    return stated.lower().replace("-", "").replace("_", "")


def listed_types(reader: Reader, node: Node) -> tuple[frozenset[str], bool] | None:
    """(types, whether they are a list of alternatives) of a schema that is nothing but types; else None."""
    value = node.value
    if value.get("not") is not None or value.get("allOf") or value.get("properties"):
        return None
    if value.get("type"):
        return types_of(value) | ({"null"} if is_nullable(value) else set()), False
    for keyword in ("oneOf", "anyOf"):
        parts = value.get(keyword)
        if isinstance(parts, list) and parts:
            below = [reader.resolve(at(node, keyword, index)).value for index in range(len(parts))]
            names = [part.get("type") for part in below]
            if all(isinstance(name, str) for name in names) and not any(_has_inside(part) for part in below):
                return frozenset(map(str, names)), True
    return None
