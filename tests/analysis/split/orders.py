"""Shapley's value the long way: over every order in which the causes may come. For tests only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations
from typing import TypeVar

Player = TypeVar("Player")


def by_orders(players: Sequence[Player], value: Callable[[frozenset[Player]], Fraction]) -> dict[Player, Fraction]:
    """Each player's mean step over all orders of coming."""
    orders = list(permutations(players))
    worth = dict.fromkeys(players, Fraction(0))
    for order in orders:
        come: frozenset[Player] = frozenset()
        for player in order:
            worth[player] += (value(come | {player}) - value(come)) / len(orders)
            come |= {player}
    return worth
