"""The schemas of an API -> each once, with whose it is, which side of an exchange comes to it, and what it states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from .document import Document, Node, items, step
from .openapi import Api
from .pointers import tokens

#: Keywords that hold one schema, a list of them, or a map of them, of the same value or of values below it.
_SAME = ("allOf", "anyOf", "oneOf")
_LISTS = (*_SAME, "prefixItems", "dependentSchemas")
_SINGLE = ("not", "if", "then", "else")
_ITEMS = ("items", "contains", "unevaluatedItems")
_REST = ("additionalProperties", "unevaluatedProperties")
#: Most schemas have none of these: they hold none and refer to none.
_LEADING = frozenset(("$ref", "$dynamicRef", "properties", "patternProperties", *_LISTS, *_SINGLE, *_ITEMS, *_REST))
#: Alternatives within alternatives, whose types are looked for.
_MOST_ALTERNATIVES = 5
SIDES = {"request": 1, "response": 2}


class Facts(msgspec.Struct, frozen=True, gc=False):
    """What a schema states of its values, references followed."""

    type: str | None
    format: str | None
    nullable: bool
    value_count: int | None
    minimum: float | None
    maximum: float | None
    max_length: int | None
    pattern: bool


#: A schema on the way: its node, whose it is, its path of names there, whether its name is required.
_Step = tuple[Node, str, str, bool]


class Place(msgspec.Struct, gc=False):
    """One schema: its node, whose it is, its path of names there, and its sides (1 request, 2 response)."""

    node: Node
    schema: str
    property: str
    required: bool
    sides: int = 0
    #: What it holds or refers to, as the walk goes on from it: met again for the other side.
    below: tuple[_Step, ...] = ()


def places(document: Document, api: Api) -> Iterable[Place]:
    """Every schema below a body, a parameter's or a component's, met once."""
    walking = _Walking(document)
    for operation in api.operations:
        asked = "response" if operation.kind != "path" else "request"
        answered = "request" if operation.kind != "path" else "response"
        for media, node in operation.body.items():
            walking.walk(node, f"{operation.operation} request {media}", asked)
        for response in operation.responses:
            for media, node in response.content.items():
                walking.walk(node, f"{operation.operation} response {response.status} {media}", answered)
    for at in (("components", "schemas"), ("definitions",)):
        for name, node in items(document.child(document.root_node(), *at)):
            walking.walk(node, str(name), None)
    return walking.found.values()


class _Walking:
    """Schemas seen so far, by their place."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.found: dict[tuple[str, str], Place] = {}

    def walk(self, node: Node | None, schema: str, side: str | None) -> None:
        """Take a schema and all that it holds or refers to; each once for each side."""
        mark = SIDES[side] if side else 0
        waiting = [(node, schema, "", False)] if node is not None else []
        while waiting:
            node, schema, name, required = waiting.pop()
            at = (node.path, node.pointer)
            place = self.found.get(at)
            if place is None:
                if not isinstance(node.value, dict):
                    continue
                place = self.found[at] = Place(node, schema, name, required)
                if not _LEADING.isdisjoint(node.value):
                    place.below = (*self._referred(node), *_below(node, schema, name, required))
            elif place.sides & mark == mark:
                continue
            place.sides |= mark
            waiting += place.below

    def _referred(self, node: Node) -> Iterator[_Step]:
        reference = node.value.get("$ref", node.value.get("$dynamicRef"))
        target = self._document.resolve(reference, node.path) if isinstance(reference, str) else None
        if target is not None:
            yield (target, *_whose(target), False)


def _below(node: Node, schema: str, name: str, required: bool) -> Iterator[_Step]:
    value = node.value
    listed = value.get("required")
    needed = set(filter(_is_text, listed)) if isinstance(listed, list) else set()
    for key in value:
        if key in ("properties", "patternProperties"):
            before = f"{name}." if name else ""
            for inner, one in items(step(node, key)):
                yield one, schema, f"{before}{inner}", inner in needed
        elif key in _LISTS:
            for _, one in items(step(node, key)):
                yield one, schema, f"{name}[]" if key == "prefixItems" else name, required
        elif key in _SINGLE or key in _ITEMS or key in _REST:
            one_below = step(node, key)
            if one_below is not None:
                suffix = "[]" if key in _ITEMS else ".*" if key in _REST else ""
                yield one_below, schema, f"{name}{suffix}".removeprefix("."), required and not suffix


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _whose(node: Node) -> tuple[str, str]:
    """(schema, property) of a schema that something refers to, told by where it stands."""
    keys = tokens(node.pointer)
    if keys[:2] == ("components", "schemas") and len(keys) > 2:
        return keys[2], _named(keys[3:])
    if keys[:1] in (("definitions",), ("$defs",)) and len(keys) > 1:
        return keys[1], _named(keys[2:])
    return f"{node.path}#{node.pointer}" if node.pointer else node.path, ""


def _named(keys: tuple[str, ...]) -> str:
    """The path of names that keywords and names make."""
    name, rest = "", list(keys)
    while rest:
        key = rest.pop(0)
        if key in ("properties", "patternProperties") and rest:
            name = f"{name}.{rest.pop(0)}".removeprefix(".")
        elif key in _ITEMS:
            name += "[]"
        elif key in _REST:
            name = f"{name}.*".removeprefix(".")
        elif key in _SAME and rest:
            rest.pop(0)
    return name


def stated(document: Document, node: Node | None, depth: int = 0) -> Mapping[str, Any]:
    """The keywords of a schema, references followed; what stands beside one wins, a lone part of allOf fills in.

    A schema that is one of several has the types of all of them.
    """
    if node is not None and node.value.__class__ is dict and "type" in node.value and "$ref" not in node.value:
        return node.value  # most schemas: they say it all themselves
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
        for _, one in items(step(node, key)):
            types = stated(document, one, depth + 1).get("type") if depth < _MOST_ALTERNATIVES else None
            named = list(filter(_is_text, types if isinstance(types, list) else [types]))
            if not named:
                return []
            found |= dict.fromkeys(named)
    return list(found)


def facts(value: Mapping[str, Any]) -> Facts:
    """Of the keywords that `stated` gave. Most have a type, perhaps a length, and nothing else that bounds it."""
    kind, nullable = kinds(value)
    form = value.get("format")
    nullable = nullable or value.get("nullable") is True
    form = form if isinstance(form, str) else None
    longest = whole(value["maxLength"]) if "maxLength" in value else None
    if _BOUNDS.isdisjoint(value):
        return Facts(kind, form, nullable, None, None, None, longest, False)
    values = value.get("enum")
    minimum, maximum = _number(value, "minimum"), _number(value, "maximum")
    return Facts(
        kind,
        form,
        nullable or (isinstance(values, list) and None in values),
        len(values) if isinstance(values, list) else 1 if "const" in value else None,
        minimum if minimum is not None else _number(value, "exclusiveMinimum"),
        maximum if maximum is not None else _number(value, "exclusiveMaximum"),
        longest,
        isinstance(value.get("pattern"), str),
    )


_BOUNDS = frozenset("enum const minimum maximum exclusiveMinimum exclusiveMaximum pattern".split())


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
