"""A schema of an API -> what it states of its values, whatever it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from .document import Document, Node, items, step

#: Marks by which null is allowed beside the types that are stated.
NULLABLE = ("nullable", "x-nullable")
#: Alternatives within alternatives, whose types are looked for.
_MOST_ALTERNATIVES = 5


class Facts(msgspec.Struct, frozen=True, gc=False):
    """What most schemas state of their values, references followed."""

    type: str | None
    format: str | None
    nullable: bool
    max_length: int | None


class Bounds(msgspec.Struct, frozen=True, gc=False):
    """What few schemas state of their values."""

    value_count: int | None
    minimum: float | None
    maximum: float | None
    pattern: bool


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def is_marked_nullable(value: Mapping[str, Any]) -> bool:
    """Whether a mark of its own says that null is allowed, too. OpenAPI 2.0 has none, and its tools made one up."""
    return any(value.get(key) is True for key in NULLABLE)


def is_plain(value: Mapping[str, Any]) -> bool:
    """Whether a schema says itself what it states, as most do."""
    return "type" in value and "$ref" not in value


def stated(document: Document, node: Node | None, depth: int = 0) -> Mapping[str, Any]:
    """The keywords of a schema, references followed; what stands beside one wins, a lone part of allOf fills in.

    A schema that is one of several has the types of all of them.
    """
    if node is not None and node.value.__class__ is dict and is_plain(node.value):
        return cast("Mapping[str, Any]", node.value)
    found = document.follow(node) if node is not None else None
    if node is None or found is None or not isinstance(found.value, dict):
        return {}
    value = found.value
    if found is not node and len(node.value) > 1:
        value = {**value, **{key: said for key, said in node.value.items() if key != "$ref"}}
    parts = value.get("allOf")
    if isinstance(parts, list) and len(parts) == 1 and "type" not in value and (inner := step(found, "allOf")):
        part = document.child(inner, 0)
        if part is not None and isinstance(part.value, dict):
            value = {**part.value, **value}
    if "type" not in value and ("anyOf" in value or "oneOf" in value):
        types = _alternatives(document, found, depth)
        value = {**value, "type": types} if types else value
    return value


def _alternatives(document: Document, node: Node, depth: int) -> list[str]:
    """The types of a schema that is one of several; none where one of them does not say."""
    found: dict[str, None] = {}
    for key in ("anyOf", "oneOf"):
        for _, one in items(step(node, key)) if key in node.value else ():
            types = stated(document, one, depth + 1).get("type") if depth < _MOST_ALTERNATIVES else None
            named = (
                [types] if types.__class__ is str else list(filter(_is_text, types if isinstance(types, list) else ()))
            )
            if not named:
                return []
            found |= dict.fromkeys(named)
    return list(found)


def facts(value: Mapping[str, Any]) -> Facts:
    """Of the keywords that `stated` gave."""
    kind, nullable = kinds(value)
    form = value.get("format")
    if is_marked_nullable(value) or ("enum" in value and _has_null(value["enum"])):
        nullable = True
    longest = whole(value["maxLength"]) if "maxLength" in value else None
    return Facts(kind, form if isinstance(form, str) else None, nullable, longest)


def _has_null(values: Any) -> bool:
    return isinstance(values, list) and None in values


#: A schema that states none of these has no bounds.
BOUNDING = frozenset("enum const minimum maximum exclusiveMinimum exclusiveMaximum pattern".split())


def bounds(value: Mapping[str, Any]) -> Bounds:
    """Of the keywords that `stated` gave."""
    values = value.get("enum")
    minimum, maximum = _number(value, "minimum"), _number(value, "maximum")
    return Bounds(
        len(values) if isinstance(values, list) else 1 if "const" in value else None,
        minimum if minimum is not None else _number(value, "exclusiveMinimum"),
        maximum if maximum is not None else _number(value, "exclusiveMaximum"),
        isinstance(value.get("pattern"), str),
    )


def kinds(value: Mapping[str, Any]) -> tuple[str | None, bool]:
    """(types that are not null, comma separated; whether null is one) of the keywords that `stated` gave."""
    stated = value.get("type")
    if stated.__class__ is str and stated != "null":
        return stated, False
    listed = [kind for kind in (stated if isinstance(stated, list) else [stated]) if isinstance(kind, str)]
    return ",".join(kind for kind in listed if kind != "null") or None, "null" in listed


def whole(value: Any) -> int | None:
    """A whole number that a table can hold."""
    return value if value.__class__ is int and abs(value) < 2**63 else None


def _number(value: Mapping[str, Any], key: str) -> float | None:
    found = value.get(key)
    return float(found) if found.__class__ in (int, float) and abs(found) < 1e300 else None
