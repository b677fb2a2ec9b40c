"""Leaves with numbers that add up -> the same numbers for every combination of values of every set of dimensions.

Each set of dimensions is added up from the smallest that has one more, so that the leaves are gone through seldom.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]
    Chosen = np.ndarray[Any, np.dtype[np.bool_]]


class Cuboid(NamedTuple):
    """All combinations of values of some dimensions that occur: their keys, ascending, and a column for each sum."""

    dimensions: tuple[int, ...]
    keys: Codes
    sums: tuple[Numbers, ...]


class Place(NamedTuple):
    """One combination: the numbers of its dimensions and of their values."""

    dimensions: tuple[int, ...]
    values: tuple[int, ...]

    def holds(self, codes: Sequence[Codes]) -> Chosen:
        """Which leaves lie in it."""
        import numpy as np

        inside: Chosen = np.ones(len(codes[0]), dtype=bool)
        for dimension, value in zip(self.dimensions, self.values, strict=True):
            inside &= codes[dimension] == value
        return inside

    def without(self, number: int) -> Place:
        """The wider place that does not ask for one of the dimensions."""
        return Place(*(one[:number] + one[number + 1 :] for one in self))


def cuboids(codes: Sequence[Codes], sizes: Sequence[int], columns: Sequence[Numbers], deepest: int) -> Iterator[Cuboid]:
    """Of every set of at most `deepest` dimensions, the empty one included; `sizes` counts the values of each."""
    whole = tuple(range(len(sizes)))
    made = {whole: _grouped(whole, codes, columns, sizes)}
    for layer in range(len(sizes) - 1, -1, -1):
        below, made = made, {}
        for dimensions in combinations(whole, layer):
            parents = [cuboid for known, cuboid in below.items() if set(dimensions) < set(known)]
            wider = min(parents, key=lambda one: len(one.keys))
            of = dict(zip(wider.dimensions, _columns(wider.keys, wider.dimensions, sizes), strict=True))
            made[dimensions] = _grouped(dimensions, [of[d] for d in dimensions], wider.sums, sizes)
        if layer + 1 <= deepest:
            yield from below.values()
    yield from made.values()


def place(cuboid: Cuboid, number: int, sizes: Sequence[int]) -> Place:
    """The combination of a row of a cuboid."""
    key = int(cuboid.keys[number])
    values = []
    for dimension in reversed(cuboid.dimensions):
        key, value = divmod(key, sizes[dimension])
        values.append(value)
    return Place(cuboid.dimensions, tuple(values[::-1]))


def price(dimensions: int, combinations_of_kind: int) -> float:
    """What it costs to name one combination, in nats: which dimensions, and which of their combinations."""
    return math.log(2**dimensions - 1) + math.log(max(1, combinations_of_kind))


def _grouped(
    dimensions: tuple[int, ...], codes: Sequence[Codes], columns: Sequence[Numbers], sizes: Sequence[int]
) -> Cuboid:
    import numpy as np

    key: Codes = np.zeros(len(columns[0]), dtype=np.int64)
    for dimension, code in zip(dimensions, codes, strict=True):
        key = key * sizes[dimension] + code
    room = math.prod(sizes[d] for d in dimensions)
    if room <= 4 * len(key) + 1024:
        keys = np.flatnonzero(np.bincount(key, minlength=room))
        return Cuboid(dimensions, keys, tuple(_added(key, column, room)[keys] for column in columns))
    keys, place = np.unique(key, return_inverse=True)
    return Cuboid(dimensions, keys, tuple(_added(place, column, len(keys)) for column in columns))


def _added(key: Codes, column: Numbers, room: int) -> Numbers:
    import numpy as np

    return np.bincount(key, column, minlength=room).astype(np.float64, copy=False)


def _columns(keys: Codes, dimensions: Sequence[int], sizes: Sequence[int]) -> list[Codes]:
    """The codes that keys are made of, by dimension."""
    found = []
    for dimension in reversed(dimensions):
        found.append(keys % sizes[dimension])
        keys = keys // sizes[dimension]
    return found[::-1]
