"""One description, read for comparing: references followed, compositions of one opened, each schema one object.

The objects handed out live as long as the reader, so that their identity names a schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from assay.descriptions.document import BEFORE_3_1, Document, Node
from assay.descriptions.pointers import joined
from assay.descriptions.schemas import is_marked_nullable

from .merging import INNER, both

#: Keywords that tell readers something and bind no value.
ANNOTATIONS = frozenset(
    "title description summary example examples externalDocs $comment xml deprecated default $id $schema".split()
)
#: Keywords that list schemas.
LISTS = ("allOf", "anyOf", "oneOf")
#: What is said of one use of a schema, beside what the schema says.
OF_USE = frozenset({"nullable", "readOnly", "writeOnly"})
_ANYTHING: dict[str, Any] = {}
_NOTHING: dict[str, Any] = {"not": {}}


def at(node: Node, *keys: str | int) -> Node:
    """What stands below a node by keys that are there; no reference is followed."""
    value = node.value
    for key in keys:
        value = value[key]
    return Node(value, node.path, joined(node.pointer, *keys))


def binding(value: Mapping[str, Any]) -> set[str]:
    """Keywords that bind values."""
    return {key for key in value if key not in ANNOTATIONS and not key.startswith("x-")}


class Opened(NamedTuple):
    """A schema; whether what was taken off made it nullable; whether a reference was followed."""

    node: Node
    nullable: bool
    crossed: bool


class Reader:
    """A document whose schemas are asked for again and again."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.siblings = not document.version.startswith(BEFORE_3_1)
        self._resolved: dict[int, Node] = {}
        self._flat: dict[int, Node] = {}
        self._held: list[Any] = []
        self._parts: dict[int, dict[str, Node]] = {}
        self._unread: dict[int, str] = {}
        self._places: dict[int, dict[str, Node]] = {}
        self._sums: dict[int, tuple[Node, ...]] = {}
        self._summed: dict[tuple[int, ...], dict[str, Any]] = {}

    def resolve(self, node: Node) -> Node:
        """The schema that a node is or refers to; what cannot be followed allows anything."""
        value = node.value
        if type(value) is dict and "$ref" not in value:
            return node
        if not isinstance(value, dict):
            return Node(_NOTHING if value is False else _ANYTHING, node.path, node.pointer)
        known = self._resolved.get(id(value))
        if known is None:
            known = self._resolved[id(value)] = self._followed(node)
        return known

    def unread(self, node: Node) -> frozenset[str]:
        """References that lead nowhere, of a schema and of what it lists: what they say is not known."""
        found: set[str] = set()
        seen: set[int] = set()
        waiting = [node]
        while waiting:
            followed = self.resolve(waiting.pop())
            key = id(followed.value)
            if key in self._unread:
                found.add(self._unread[key])
            elif key not in seen:
                seen.add(key)
                waiting += (part for keyword in LISTS for part in self.members(followed, keyword))
        return frozenset(found)

    def at(self, node: Node, keyword: str, *keys: str | int) -> Node:
        """What stands below a keyword of a schema, which may have it from one of its parts."""
        place = self._places.get(id(node.value), {}).get(keyword)
        return at(node, keyword, *keys) if place is None else at(place, *keys)

    def members(self, node: Node, keyword: str) -> list[Node]:
        """The schemas listed under a keyword, references not followed."""
        parts = node.value.get(keyword)
        return [self.at(node, keyword, index) for index in range(len(parts))] if isinstance(parts, list) else []

    def _followed(self, node: Node) -> Node:
        summed = self._sums.get(id(node.value))
        if summed is not None:
            seen: set[int] = set()
            return self._merged([part for each in summed for part in self._all_parts(each, seen)], node)
        found = self.document.follow(node)
        if found is not None and isinstance(found.value, bool):
            return Node(_ANYTHING if found.value else _NOTHING, node.path, node.pointer)
        # A reference that is no text leads nowhere, and stays.
        if found is None or not isinstance(found.value, dict) or "$ref" in found.value:
            unknown: dict[str, Any] = {}
            self._held.append(unknown)
            self._unread[id(unknown)] = str(node.value["$ref"])
            return Node(unknown, node.path, node.pointer)
        beside = {key: value for key, value in node.value.items() if key != "$ref"}
        if not self.siblings or not (binding(beside) or beside.keys() & {"deprecated", "default"}):
            return found
        return self._merged([found, Node(beside, node.path, node.pointer)], node)

    def open(self, node: Node, kept: frozenset[str] = frozenset()) -> Opened:
        """References followed, and lists of one part in allOf, anyOf and oneOf taken off, unless they are in `kept`."""
        nullable = crossed = False
        for _ in range(16):
            crossed = crossed or "$ref" in node.value
            node = self.resolve(node)
            keyword = self._only_part(node.value, kept)
            if keyword is None:
                break
            nullable = nullable or is_marked_nullable(node.value)
            node = at(node, keyword, 0)
        return Opened(node, nullable, crossed)

    @staticmethod
    def _only_part(value: Mapping[str, Any], kept: frozenset[str]) -> str | None:
        """The keyword of a list of one that binds all that the schema does."""
        for keyword in LISTS:
            parts = value.get(keyword)
            if isinstance(parts, list) and len(parts) == 1 and isinstance(parts[0], dict):
                return None if keyword in kept or binding(value) - {keyword, *OF_USE} else keyword
        return None

    def besides_null(self, node: Node) -> Node | None:
        """The other of two alternatives one of which is null; None where a schema is no such choice."""
        for keyword in ("oneOf", "anyOf"):
            parts = node.value.get(keyword)
            if not isinstance(parts, list) or len(parts) != 2 or binding(node.value) - {keyword, *OF_USE}:
                continue
            below = [at(node, keyword, index) for index in (0, 1)]
            nulls = [index for index in (0, 1) if self.resolve(below[index]).value.get("type") == "null"]
            if len(nulls) == 1 and isinstance(below[1 - nulls[0]].value, dict):
                return below[1 - nulls[0]]
        return None

    def properties(self, node: Node) -> dict[str, Node]:
        """The properties of a schema, each with the place where it is written."""
        merged = self._parts.get(id(node.value))
        if merged is not None:
            return merged
        stated = node.value.get("properties")
        if not isinstance(stated, dict):
            return {}
        below = at(node, "properties")
        return {str(name): at(below, name) for name in stated}

    def flat(self, node: Node) -> Node:
        """A schema with all its parts of allOf in one."""
        known = self._flat.get(id(node.value))
        if known is None:
            known = self._flat[id(node.value)] = self._merged(self._all_parts(node, set()), node)
        return known

    def says(self, node: Node) -> frozenset[tuple[str, str]]:
        """What a schema says itself: its keywords, properties and required names, each by name."""
        value = self.resolve(node).value
        named = [("properties", name) for name in self.properties(self.resolve(node))]
        required = value.get("required")
        named += [("required", str(name)) for name in required] if isinstance(required, list) else []
        return frozenset([*named, *((key, "") for key in binding(value) - {"allOf", "properties", "required"})])

    def _all_parts(self, node: Node, seen: set[int]) -> list[Node]:
        """A schema and the parts of its allOf, each once: they may lead back to it."""
        node = self.resolve(node)
        if id(node.value) in seen:
            return []
        seen.add(id(node.value))
        parts = node.value.get("allOf")
        if not isinstance(parts, list):
            return [node]
        own = Node({key: value for key, value in node.value.items() if key != "allOf"}, node.path, node.pointer)
        below = (at(node, "allOf", index) for index in range(len(parts)))
        return [own, *(part for each in below for part in self._all_parts(each, seen))]

    def _merged(self, parts: list[Node], at: Node) -> Node:
        """One schema that binds as all parts together do, each keyword with the place where it is written."""
        value: dict[str, Any] = {}
        properties: dict[str, Node] = {}
        places: dict[str, Node] = {}
        for part in parts:
            for name, node in self.properties(part).items():
                properties[name] = self._sum(properties[name], node) if name in properties else node
            for keyword, stated in part.value.items():
                place = self.at(part, keyword)
                if keyword in value and keyword in INNER and _are_schemas(value[keyword], stated):
                    place = self._sum(places[keyword], place)
                    stated = place.value
                value[keyword] = both(keyword, value[keyword], stated) if keyword in value else stated
                places[keyword] = Node(value[keyword], place.path, place.pointer)
        if properties:
            value["properties"] = {name: node.value for name, node in properties.items()}
            self._parts[id(value)] = properties
        self._places[id(value)] = places
        self._held.append((value, parts))
        return Node(value, at.path, at.pointer)

    def _sum(self, one: Node, other: Node) -> Node:
        """A reference to what two schemas sum up to, at the place of the second: they may lead back to themselves."""
        if one.value is other.value:
            return other
        first = self._sums.get(id(one.value), (one,))
        parts = (*first, *(each for each in self._sums.get(id(other.value), (other,)) if each not in first))
        key = tuple(id(part.value) for part in parts)
        value = self._summed.get(key)
        if value is None:
            value = self._summed[key] = {"$ref": ""}
            self._sums[id(value)] = parts
        return Node(value, other.path, other.pointer)


def _are_schemas(one: Any, other: Any) -> bool:
    return isinstance(one, dict) and isinstance(other, dict)
