"""Bodies seen at many places -> schemas: those that look alike, wherever they stand, are one component."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..conformance import Hidden
from .paths import names_at_top
from .schemas import Seen

#: Smaller objects say more where they stand than by a name.
_LEAST_NAMES = 6
_LEAST_ALIKE = 0.7


class _Group:
    def __init__(self, name: str, names: frozenset[str], hidden: Hidden) -> None:
        self.name = name
        self.names = names
        self.seen = Seen(hidden)
        self.places = 0
        self.made: list[dict[str, Any]] = []


class Components:
    """Hands out a schema for the bodies of each place; what it is stands in it once all places were told."""

    def __init__(self, hidden: Hidden) -> None:
        self._hidden = hidden
        self._groups: list[_Group] = []

    def schema(self, name: str, values: Sequence[Any]) -> dict[str, Any]:
        """The schema of the bodies of one place; `name` is a good one for what they are."""
        seen = Seen(self._hidden)
        for value in values:
            seen.add(value)
        names = names_at_top(values)
        if len(names) < _LEAST_NAMES or not all(isinstance(value, dict) for value in values):
            return seen.schema()
        group = next((one for one in self._groups if _alike(one.names, names)), None)
        if group is None:
            group = _Group(self._free(name), names, self._hidden)
            self._groups.append(group)
        group.seen.take(seen)
        group.names |= names
        group.places += 1
        made: dict[str, Any] = {}
        group.made.append(made)
        return made

    def settle(self) -> dict[str, Any]:
        """Components by name, of those that stand at more than one place; fills in what was handed out."""
        found = {}
        for group in self._groups:
            schema = group.seen.schema()
            if group.places > 1:
                found[group.name] = schema
            for made in group.made:
                made.update({"$ref": f"#/components/schemas/{group.name}"} if group.places > 1 else schema)
        return found

    def _free(self, name: str) -> str:
        taken = {group.name for group in self._groups}
        number = 2
        free = name
        while free in taken:
            free, number = f"{name}{number}", number + 1
        return free


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) / len(one | other) >= _LEAST_ALIKE
