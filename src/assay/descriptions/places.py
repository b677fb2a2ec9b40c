"""The schemas of an API -> each once, with whose it is and which side of an exchange comes to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from .document import Document, Node, items
from .openapi import Api
from .pointers import below, tokens

#: Keywords that hold one schema, a list of them, or a map of them, of the same value or of values below it.
_SAME = ("allOf", "anyOf", "oneOf")
_ITEMS = ("items", "contains", "unevaluatedItems")
_REST = ("additionalProperties", "unevaluatedProperties")
_NAMED = ("properties", "patternProperties")
#: What each adds to the path of names, where its schemas have no names themselves.
_SUFFIXES = {
    **dict.fromkeys((*_SAME, "dependentSchemas", "not", "if", "then", "else"), ""),
    **dict.fromkeys(("prefixItems", *_ITEMS), "[]"),
    **dict.fromkeys(_REST, ".*"),
}
_MANY = frozenset((*_SAME, "prefixItems", "dependentSchemas"))
#: Most schemas have none of these: they hold none and refer to none.
_LEADING = frozenset(("$ref", "$dynamicRef", *_NAMED, *_SUFFIXES))
SIDES = {"request": 1, "response": 2}

#: A schema on the way: its value, file and pointer, whose it is, its path of names there, whether its name is required.
_Step = tuple[Any, str, str, str, str, bool]


class Place(msgspec.Struct, gc=False):
    """One schema: where it stands, whose it is, its path of names there, and its sides (1 request, 2 response)."""

    value: dict[str, Any]
    path: str
    pointer: str
    schema: str
    property: str
    required: bool
    sides: int = 0
    #: What it holds or refers to, as the walk goes on from it: met again for the other side.
    below: list[_Step] | tuple[()] = ()

    def node(self) -> Node:
        """The schema as a node of its document."""
        return Node(self.value, self.path, self.pointer)


def places(document: Document, api: Api) -> Iterable[Place]:
    """Every schema below a body, a parameter's or a component's, met once."""
    root = document.root_node()
    components = [
        (str(name), node)
        for at in (("components", "schemas"), ("definitions",))
        for name, node in items(document.child(root, *at))
    ]
    walking = _Walking(document, {(node.path, node.pointer): name for name, node in components})
    for operation in api.operations:
        asked = "response" if operation.kind != "path" else "request"
        answered = "request" if operation.kind != "path" else "response"
        for media, node in operation.body.items():
            walking.walk(node, f"{operation.operation} request {media}", asked)
        for response in operation.responses:
            for media, node in response.content.items():
                walking.walk(node, f"{operation.operation} response {response.status} {media}", answered)
    for name, node in components:
        walking.walk(node, name, None)
    return walking.found.values()


class _Walking:
    """Schemas seen so far, by their place; components are called by their names, in whichever file they stand."""

    def __init__(self, document: Document, names: Mapping[tuple[str, str], str]) -> None:
        self._document = document
        self._names = names
        self.found: dict[tuple[str, str], Place] = {}

    def walk(self, node: Node | None, schema: str, side: str | None) -> None:
        """Take a schema and all that it holds or refers to; each once for each side."""
        mark = SIDES[side] if side else 0
        waiting: list[_Step] = [(node.value, node.path, node.pointer, schema, "", False)] if node is not None else []
        found = self.found
        while waiting:
            value, path, pointer, schema, name, required = waiting.pop()
            place = found.get((path, pointer))
            if place is None:
                if value.__class__ is not dict:
                    continue
                place = found[path, pointer] = Place(value, path, pointer, schema, name, required, mark)
                if not _LEADING.isdisjoint(value):
                    place.below = [*self._referred(value, path), *_below(place)]
            elif place.sides & mark == mark:
                continue
            else:
                place.sides |= mark
            waiting += place.below

    def _referred(self, value: dict[str, Any], path: str) -> tuple[_Step, ...]:
        reference = value.get("$ref", value.get("$dynamicRef"))
        target = self._document.resolve(reference, path) if isinstance(reference, str) else None
        if target is None:
            return ()
        component = self._names.get((target.path, target.pointer))
        whose = (component, "") if component is not None else _whose(target.path, target.pointer)
        return ((target.value, target.path, target.pointer, *whose, False),)


def _below(place: Place) -> Iterator[_Step]:
    value, path, schema, name = place.value, place.path, place.schema, place.property
    for key, held in value.items():
        if key not in _LEADING:
            continue
        pointer = f"{place.pointer}/{key}"
        if key in _NAMED:
            before, listed = f"{name}." if name else "", value.get("required")
            needed = {one for one in listed if isinstance(one, str)} if listed.__class__ is list else ()
            for inner, one in _members(held):
                yield one, path, below(pointer, inner), schema, f"{before}{inner}", inner in needed
        elif key in _MANY:
            inside = name + _SUFFIXES[key]
            for inner, one in _members(held):
                yield one, path, below(pointer, inner), schema, inside, place.required
        elif key in _SUFFIXES:
            suffix = _SUFFIXES[key]
            yield held, path, pointer, schema, f"{name}{suffix}".removeprefix("."), place.required and not suffix


def _members(held: Any) -> Iterable[tuple[str | int, Any]]:
    return held.items() if held.__class__ is dict else enumerate(held) if held.__class__ is list else ()


@lru_cache(maxsize=65_536)
def _whose(path: str, pointer: str) -> tuple[str, str]:
    """(schema, property) of a schema that something refers to, told by where it stands."""
    keys = tokens(pointer)
    if keys[:2] == ("components", "schemas") and len(keys) > 2:
        return keys[2], _named(keys[3:])
    if keys[:1] in (("definitions",), ("$defs",)) and len(keys) > 1:
        return keys[1], _named(keys[2:])
    return f"{path}#{pointer}" if pointer else path, ""


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
