"""A schema and values -> the fields that the values have: which of them are described, and how often each was there.

A field is written as a path of names: `lines[].price`. What a schema leaves open without naming anything in
it (a map, a free form) is described as such: its keys are data, no fields.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .parameters import resolved

_NESTED = (dict, list)
_MOST_DEPTH = 12
_MOST_FIELDS = 1_000
#: Where the parts of a schema stand that are about the same value.
_PARTS = ("allOf", "anyOf", "oneOf")
_CONDITIONAL = ("if", "then", "else")


class _Layer(NamedTuple):
    """What schemas say together of one value: its properties and items, and whether keys in it may be anything."""

    properties: Mapping[str, tuple[Any, ...]]
    patterns: tuple[tuple[re.Pattern[str], Any], ...]
    rest: tuple[Any, ...]
    items: tuple[Any, ...]
    free: bool


class Fields:
    """The fields that one self-contained schema describes."""

    def __init__(self, schema: Any) -> None:
        self._root = schema
        self._layers: dict[tuple[int, ...], _Layer] = {}

    def described(self) -> list[str]:
        """All of them, as deep as is sensible; what refers to itself is entered once."""
        found: dict[str, None] = {}
        self._list((self._root,), "", 0, frozenset(), found)
        return list(found)

    def count(self, value: Any, described: Counter[str], undescribed: Counter[str]) -> None:
        """Adds one for each field that the value has at all, however often it has it."""
        seen: dict[str, bool] = {}
        self._walk((self._root,), value, "", 0, seen)
        for field, known in seen.items():
            (described if known else undescribed)[field] += 1

    def _walk(self, schemas: tuple[Any, ...], value: Any, place: str, depth: int, seen: dict[str, bool]) -> None:
        if depth > _MOST_DEPTH or not isinstance(value, _NESTED):
            return
        layer = self._layer(schemas)
        if isinstance(value, list):
            inside = f"{place}[]"
            for item in value:
                self._walk(layer.items, item, inside, depth + 1, seen)
            return
        for name, inner in value.items():
            known = self._of(layer, name)
            field = f"{place}.{name}" if place else name
            if known is None:
                if not layer.free and len(seen) < _MOST_FIELDS:
                    seen.setdefault(field, False)
                continue
            if name in layer.properties:
                seen[field] = True
            else:
                field = f"{place}.*" if place else "*"
            if isinstance(inner, _NESTED):
                self._walk(known, inner, field, depth + 1, seen)

    @staticmethod
    def _of(layer: _Layer, name: str) -> tuple[Any, ...] | None:
        """The schemas of a property; None where nothing speaks of it."""
        known = layer.properties.get(name)
        if known is not None:
            return known
        by_pattern = tuple(schema for form, schema in layer.patterns if form.search(name))
        return by_pattern or layer.rest or None

    def _list(
        self,
        schemas: tuple[Any, ...],
        place: str,
        depth: int,
        above: frozenset[tuple[int, ...]],
        found: dict[str, None],
    ) -> None:
        key = tuple(map(id, schemas))
        if key in above or depth > _MOST_DEPTH or len(found) >= _MOST_FIELDS:
            return
        layer = self._layer(schemas)
        for name, inner in layer.properties.items():
            field = f"{place}.{name}" if place else name
            found[field] = None
            self._list(inner, field, depth + 1, above | {key}, found)
        if layer.items:
            self._list(layer.items, f"{place}[]", depth + 1, above | {key}, found)
        if layer.rest:
            self._list(layer.rest, f"{place}.*" if place else "*", depth + 1, above | {key}, found)

    def _layer(self, schemas: tuple[Any, ...]) -> _Layer:
        key = tuple(map(id, schemas))
        known = self._layers.get(key)
        if known is None:
            known = self._layers[key] = self._read(list(self._spread(schemas)))
        return known

    def _spread(self, schemas: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
        """All schemas that are about the same value as these, references followed."""
        waiting, met = list(schemas), set()
        while waiting:
            schema = waiting.pop(0)
            if not isinstance(schema, Mapping) or id(schema) in met:
                continue
            met.add(id(schema))
            yield schema
            if isinstance(schema.get("$ref"), str):
                waiting.append(resolved(self._root, schema["$ref"]))
            for part in _PARTS:
                waiting.extend(schema.get(part) or ())
            waiting.extend(schema.get(part) for part in _CONDITIONAL)
            waiting.extend((schema.get("dependentSchemas") or {}).values())

    @staticmethod
    def _read(parts: list[Mapping[str, Any]]) -> _Layer:
        properties: dict[str, tuple[Any, ...]] = {}
        patterns: list[tuple[re.Pattern[str], Any]] = []
        rest: list[Any] = []
        items: list[Any] = []
        for schema in parts:
            for name, inner in (schema.get("properties") or {}).items():
                properties[name] = (*properties.get(name, ()), inner)
            for pattern, inner in (schema.get("patternProperties") or {}).items():
                try:
                    patterns.append((re.compile(pattern), inner))
                except re.error:
                    rest.append(inner)
            rest += [schema[key] for key in ("additionalProperties", "unevaluatedProperties") if _says(schema.get(key))]
            items += [schema["items"]] if "items" in schema else []
            items += schema.get("prefixItems") or ()
        return _Layer(properties, tuple(patterns), tuple(rest), tuple(items), not properties and not patterns)


def _says(schema: Any) -> bool:
    """A schema that says how further properties look; an empty one only lets them be."""
    return isinstance(schema, Mapping) and bool(schema)
