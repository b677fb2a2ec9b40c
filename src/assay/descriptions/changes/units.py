"""What a walk over two schemas finds: changes, and which other pairs of schemas it comes to."""

from __future__ import annotations

from typing import Any, NamedTuple

from assay.descriptions.document import Node

from .change import Place


class Here(NamedTuple):
    """Where in a unit; the sides that never see it (no request has what is read-only); whether it is below a `not`."""

    trail: str = ""
    hidden: frozenset[str] = frozenset()
    negated: bool = False
    depth: int = 0

    def below(self, key: str) -> Here:
        return self._replace(trail=self.trail + key, depth=self.depth + 1)


class Finding(NamedTuple):
    """One change inside a unit.

    `required`: the property has to be there; `detail`: the property.
    """

    what: str
    here: Here
    old_place: Place
    new_place: Place
    old: Node
    new: Node
    old_value: Any = None
    new_value: Any = None
    required: bool = False
    detail: Any = None


class Edge(NamedTuple):
    """From a unit to one that it refers to."""

    here: Here
    unit: tuple[int, int]


class Unit(NamedTuple):
    findings: list[Finding]
    edges: list[Edge]
