"""What a search finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .cuboids import Place


@dataclass(frozen=True, slots=True)
class Cause:
    """A combination of values where a number is off: by how much (`off`), in how many leaves, by what `gain` in nats.

    `off` is d = 2 (expected - seen) / (expected + seen) of a number that adds up, and of a ratio what it fell by.
    """

    where: tuple[tuple[str, str], ...]
    off: float
    leaves: int
    gain: float

    def __str__(self) -> str:
        """As `card=visa&country=DE`; everything is the empty text."""
        return "&".join(f"{name}={value}" for name, value in self.where)


def named(place: Place, names: Sequence[str], values: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """The (dimension, value) pairs of a place."""
    return tuple((names[d], values[d][value]) for d, value in zip(place.dimensions, place.values, strict=True))
