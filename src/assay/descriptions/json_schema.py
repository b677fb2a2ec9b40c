"""A schema of a description -> a JSON Schema 2020-12 that stands by itself, for one side of an exchange.

OpenAPI 2.0 and 3.0 have a dialect of their own (`x-nullable` and `nullable`, `exclusiveMinimum: true`); all versions
have `readOnly`, `writeOnly` and `discriminator`, which JSON Schema does not enforce. Every reference becomes one into
`$defs`. What cannot be resolved, or is malformed, says nothing: it is told by validation, not by failing every value.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import lru_cache
from typing import Any, Literal

from .document import Document, Node, items, step
from .schemas import is_marked_nullable

Side = Literal["request", "response"]


@lru_cache(maxsize=4_096)
def is_pattern(stated: str) -> bool:
    """Whether the validator can use a regular expression (ECMA 262)."""
    import jsonschema_rs

    try:
        jsonschema_rs.validator_for({"pattern": stated})
    except (ValueError, jsonschema_rs.ValidationError):
        return False
    return True


_NUMBERS = (
    "multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength maxItems minItems maxProperties "
    "minProperties minContains maxContains".split()
)
#: Keywords that hold no schema -> whether a value is one that they may have.
_SHAPES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(_NUMBERS, lambda value: isinstance(value, int | float) and not isinstance(value, bool)),
    **dict.fromkeys(("format", "contentEncoding"), lambda value: isinstance(value, str)),
    "const": lambda _: True,
    "type": lambda _: True,
    "enum": lambda value: isinstance(value, list) and bool(value),
    "uniqueItems": lambda value: isinstance(value, bool),
    "dependentRequired": lambda value: isinstance(value, dict),
    "pattern": lambda value: isinstance(value, str) and is_pattern(value),
}
_ONE = frozenset(
    "additionalProperties not if then else contains propertyNames items unevaluatedItems unevaluatedProperties".split()
)
_LISTS = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
_MAPS = frozenset(("properties", "patternProperties", "dependentSchemas"))
_NOTHING = object()
#: Schemas that stand one within the other; what lies deeper becomes a definition of its own.
_MOST_LEVELS = 50
#: Formats of numbers, which validators know only of texts (OpenAPI 3.1 section 4.4).
_BITS = {"int32": 32, "int64": 64}
_TYPES = frozenset(("null", "boolean", "object", "array", "number", "string", "integer"))


def json_schema(document: Document, node: Node, *, side: Side) -> dict[str, Any]:
    """The schema at `node` as JSON Schema 2020-12 with all that it refers to in `$defs`."""
    return Schemas(document, side).whole(node)


class Schemas:
    """The schemas of one document for one side; what is referred to is converted once, whoever refers to it."""

    def __init__(self, document: Document, side: Side) -> None:
        self._document = document
        self._hidden = "readOnly" if side == "request" else "writeOnly"
        root = document.root_node().value
        self._old = "swagger" in root or str(root.get("openapi", "")).startswith("3.0")
        self._names: dict[tuple[str, str], str] = {}
        self._nodes: dict[str, Node] = {}
        self._made: dict[str, tuple[Any, frozenset[str]]] = {}
        self._referred: set[str] = set()
        self._level = 0

    def whole(self, node: Node) -> dict[str, Any]:
        """As `json_schema`."""
        schema, needed = self._converted(node)
        if not isinstance(schema, dict):
            schema = {} if schema else {"not": {}}
        definitions: dict[str, Any] = {}
        waiting = list(needed)
        while waiting:
            name = waiting.pop()
            if name not in definitions:
                if name not in self._made:
                    self._made[name] = self._converted(self._nodes[name])
                definitions[name], more = self._made[name]
                waiting.extend(more)
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        return {**head, **schema, **({"$defs": definitions} if definitions else {})}

    def _converted(self, node: Node) -> tuple[Any, frozenset[str]]:
        """A schema, and the names of those that it refers to."""
        self._referred = set()
        schema = self.schema(node)
        return schema, frozenset(self._referred)

    def schema(self, node: Node) -> Any:
        value = node.value
        if isinstance(value, bool):
            return value
        if not isinstance(value, dict):
            return {}
        reference = value.get("$ref", value.get("$dynamicRef"))
        if isinstance(reference, str):
            referred = self._refer(reference, node)
            if self._old or value.keys() == {"$ref"}:
                return referred
            own = self._keywords(node)
            return {**own, "allOf": [referred, *own.get("allOf", [])]}
        return self._keywords(node)

    def _refer(self, reference: str, node: Node) -> dict[str, Any]:
        target = self._document.resolve(reference, node.path)
        followed = self._document.follow(target) if target is not None and self._old else target
        return self._defined(followed) if followed is not None else {}

    def _defined(self, node: Node) -> dict[str, Any]:
        """A reference to a schema that is converted by itself."""
        place = (node.path, node.pointer)
        if place not in self._names:
            self._names[place] = name = _definition_name(node, self._nodes)
            self._nodes[name] = node
        self._referred.add(self._names[place])
        return {"$ref": f"#/$defs/{self._names[place]}"}

    def _keywords(self, node: Node) -> dict[str, Any]:
        if self._level >= _MOST_LEVELS:
            return self._defined(node)
        value = node.value
        self._level += 1
        made = {key: kept for key in value if (kept := self._keyword(key, node)) is not _NOTHING}
        self._level -= 1
        self._type(made)
        if isinstance(value.get("required"), list):
            names = [name for name in value["required"] if isinstance(name, str)]
            made["required"] = [name for name in names if name not in self._unseen(node)]
        if self._old:
            _old_bounds(value, made)
        if (bits := _BITS.get(str(made.get("format")))) is not None:
            made.setdefault("minimum", -(2 ** (bits - 1)))
            made.setdefault("maximum", 2 ** (bits - 1) - 1)
        made = self._discriminated(node, made)
        return _nullable(made) if self._old and is_marked_nullable(value) else made

    def _keyword(self, key: str, node: Node) -> Any:
        """What one keyword says; _NOTHING where it is none, or malformed."""
        stated, inner = node.value[key], step(node, key)
        if key in _SHAPES:
            return stated if _SHAPES[key](stated) else _NOTHING
        if inner is None:
            return _NOTHING
        if key in _ONE and isinstance(stated, dict | bool):
            return self.schema(inner)
        if key in _LISTS and isinstance(stated, list) and stated:
            return [self.schema(one) for _, one in items(inner)]
        if key in _MAPS and isinstance(stated, dict):
            return {name: self.schema(one) for name, one in items(inner)}
        return _NOTHING

    def _type(self, made: dict[str, Any]) -> None:
        stated = made.get("type")
        if stated == "file":
            del made["type"]
        elif stated is not None:
            listed = stated if isinstance(stated, list) else [stated]
            if not listed or not all(isinstance(one, str) and one in _TYPES for one in listed):
                del made["type"]

    def _unseen(self, node: Node) -> set[str]:
        """Names of properties that this side does not have, where the schema or a part of its allOf says so."""
        found: set[str] = set()
        waiting, seen = [node], set[tuple[str, str]]()
        while waiting:
            at = self._document.follow(waiting.pop())
            if at is None or (at.path, at.pointer) in seen:
                continue
            seen.add((at.path, at.pointer))
            properties, parts = step(at, "properties"), step(at, "allOf")
            if properties is not None and isinstance(properties.value, dict):
                found |= {name for name in properties.value if self._is_hidden(self._document.child(properties, name))}
            if parts is not None and isinstance(parts.value, list):
                waiting += [part for n in range(len(parts.value)) if (part := step(parts, n)) is not None]
        return found

    def _is_hidden(self, node: Node | None) -> bool:
        return node is not None and isinstance(node.value, dict) and node.value.get(self._hidden) is True

    def _discriminated(self, node: Node, made: dict[str, Any]) -> dict[str, Any]:
        """`oneOf` or `anyOf` with a discriminator: the property's value says which schema holds, and no other."""
        stated = node.value.get("discriminator")
        stated = {"propertyName": stated} if isinstance(stated, str) else stated
        key = next((key for key in ("oneOf", "anyOf") if key in made), None)
        if key is None or not isinstance(stated, dict) or not isinstance(stated.get("propertyName"), str):
            return made
        name = stated["propertyName"]
        choices = self._choices(node, key, stated.get("mapping"))
        if not choices:
            return made
        kept = {other: value for other, value in made.items() if other != key}
        values = sorted(choices)
        otherwise = stated.get("defaultMapping")
        cases = [
            {"if": {"properties": {name: {"const": value}}, "required": [name]}, "then": choices[value]}
            for value in values
        ]
        if isinstance(otherwise, str):
            usual = self._refer(_as_reference(otherwise), node)
            known = {"properties": {name: {"enum": values}}, "required": [name]}
            cases.append({"if": {"not": known}, "then": usual})
        else:
            cases.insert(0, {"properties": {name: {"enum": values}}, "required": [name]})
        return {**kept, "type": "object", "allOf": [*kept.get("allOf", []), *cases]}

    def _choices(self, node: Node, key: str, mapping: Any) -> dict[str, Any]:
        """Value of the discriminator -> schema; empty where some choice is no reference and so has no name."""
        found: dict[str, Any] = {}
        for choice in node.value[key]:
            if not isinstance(choice, dict) or not isinstance(choice.get("$ref"), str):
                return {}
            found[choice["$ref"].rpartition("/")[2]] = self._refer(choice["$ref"], node)
        for value, reference in mapping.items() if isinstance(mapping, Mapping) else ():
            if isinstance(reference, str):
                found[str(value)] = self._refer(_as_reference(reference), node)
        return found


def _as_reference(stated: str) -> str:
    """What a discriminator's mapping means: a bare name is a component's."""
    return stated if any(mark in stated for mark in "#/.") else f"#/components/schemas/{stated}"


def _definition_name(node: Node, taken: Container[str]) -> str:
    last = node.pointer.rpartition("/")[2] or node.path.rpartition("/")[2].partition(".")[0]
    name = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in last) or "schema"
    number = 1
    while (tried := name if number == 1 else f"{name}.{number}") in taken:
        number += 1
    return tried


def _old_bounds(value: Mapping[str, Any], made: dict[str, Any]) -> None:
    """OpenAPI 2.0 and 3.0: exclusive bounds are truth values beside minimum and maximum."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if value.get(exclusive) is True and bound in made:
            made[exclusive] = made.pop(bound)


def _nullable(made: dict[str, Any]) -> dict[str, Any]:
    if isinstance(made.get("type"), str) and not {"enum", "const", "allOf", "anyOf", "oneOf", "not"} & made.keys():
        return {**made, "type": [made["type"], "null"]}
    return {"anyOf": [made, {"type": "null"}]} if made else made
