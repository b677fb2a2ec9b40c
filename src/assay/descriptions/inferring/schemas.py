"""Values as observed -> the narrowest JSON Schema (2020-12) that all of them keep and that the next one is likely to.

Types are united, what was always there is required, formats are recognised where every value has them, and choices only
where many values were seen and few of them differ. Values may have been masked in their shape.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from assay.model.expressions import expression

from ..conformance import Hidden, Schema, never_hidden

_TYPES = {type(None): "null", bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
_ORDER = ("object", "array", "string", "integer", "number", "boolean", "null")
#: Formats, and what a value looks like that is worth asking; the validator decides.
_FORMATS = {
    "date-time": re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:"),
    "date": re.compile(r"\d{4}-\d\d-\d\d$"),
    "uuid": re.compile(r"[0-9a-fA-F]{8}-"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+$"),
    "uri": re.compile(r"https?://"),
}
#: Names whose values are one of a few words.
_CHOICE = expression(r"(?:^|[_a-z])(status|state|type|kind|mode|method|outcome|result)$", re.IGNORECASE)
_WORD = expression(r"[A-Za-z][A-Za-z0-9_.-]{0,40}")
_LEAST_SEEN, _LEAST_EACH, _MOST_CHOICES = 20, 3, 8
#: Keys that are data: identifiers, numbers, and whatever comes in such numbers.
_KEY = expression(r"\d+|[0-9a-f]{12,}|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|.*\*.*|(?=.*\d)[\w-]{20,}")
_MOST_NAMES = 200
_MOST_DEPTH = 30


class Seen:
    """What was seen at one place."""

    def __init__(self, hidden: Hidden = never_hidden, name: str | None = None) -> None:
        self.times = 0
        self._hidden = hidden
        self._name = name
        self._types: Counter[str] = Counter()
        self._properties: dict[str, Seen] = {}
        self._present: Counter[str] = Counter()
        self._items: Seen | None = None
        self._texts: Counter[str] = Counter()
        self._masked = 0
        self._whole = True

    def add(self, value: Any, depth: int = 0) -> None:
        """One more value."""
        self.times += 1
        kind = _TYPES.get(type(value), "object")
        self._types[kind] += 1
        if depth >= _MOST_DEPTH:
            self._whole = False
        elif kind == "object":
            for name, inner in value.items():
                self._present[name] += 1
                self._properties.setdefault(name, Seen(self._hidden, name)).add(inner, depth + 1)
        elif kind == "array":
            if self._items is None:
                self._items = Seen(self._hidden, self._name)
            for inner in value:
                self._items.add(inner, depth + 1)
        elif kind == "string":
            if self._hidden(self._name, value):
                self._masked += 1
            self._texts[value] += 1

    def schema(self) -> dict[str, Any]:
        """What all values keep; empty where none was seen."""
        if not self.times or not self._whole:
            return {}
        types = set(self._types)
        if "number" in types:
            types.discard("integer")
        listed = [name for name in _ORDER if name in types]
        made: dict[str, Any] = {"type": listed[0] if len(listed) == 1 else listed}
        if "object" in types:
            made |= self._object()
        if "array" in types and self._items is not None and self._items.times:
            made["items"] = self._items.schema()
        if "string" in types:
            made |= self._string(listed)
        return made

    def _object(self) -> dict[str, Any]:
        names = self._properties
        if names and (len(names) > _MOST_NAMES or all(_KEY.fullmatch(name) for name in names)):
            merged = Seen(self._hidden, self._name)
            for one in names.values():
                merged.take(one)
            return {"additionalProperties": merged.schema()}
        required = sorted(name for name in names if self._present[name] == self._types["object"])
        made: dict[str, Any] = {"properties": {name: one.schema() for name, one in names.items()}} if names else {}
        return made | ({"required": required} if required else {})

    def take(self, other: Seen) -> None:
        """All that was seen at another place, as if it had been seen here."""
        self.times += other.times
        self._types += other._types
        self._present += other._present
        self._texts += other._texts
        self._masked += other._masked
        self._whole = self._whole and other._whole
        for name, one in other._properties.items():
            self._properties.setdefault(name, Seen(self._hidden, name)).take(one)
        if other._items is not None:
            self._items = self._items or Seen(self._hidden, self._name)
            self._items.take(other._items)

    def _string(self, listed: list[str]) -> dict[str, Any]:
        for name, form in _FORMATS.items():
            if all(form.match(text) for text in self._texts) and all(map(_of_format(name).is_valid, self._texts)):
                return {"format": name}
        if listed == ["string"] and not self._masked and self._is_choice():
            return {"enum": sorted(self._texts)}
        return {}

    def _is_choice(self) -> bool:
        return (
            self._name is not None
            and _CHOICE.search(self._name) is not None
            and self._texts.total() >= _LEAST_SEEN
            and len(self._texts) <= _MOST_CHOICES
            and min(self._texts.values()) >= _LEAST_EACH
            and all(_WORD.fullmatch(text) for text in self._texts)
        )


def inferred(values: Iterable[Any], hidden: Hidden = never_hidden) -> dict[str, Any]:
    """The schema of some values."""
    seen = Seen(hidden)
    for value in values:
        seen.add(value)
    return seen.schema()


@cache
def _of_format(name: str) -> Schema:
    return Schema({"format": name})
