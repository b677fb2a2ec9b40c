"""Causes that act together -> what each of them is worth.

Shapley 1953, "A value for n-person games": a player is worth the mean, over all orders in which the players may come,
of what its coming changes. The worths add up to the whole, players that stand alike are worth alike, and who changes
nothing is worth nothing. Shorrocks 2013 ("Decomposition procedures for distributional analysis") takes it for the split
of any statistic into causes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import TypeVar

Player = TypeVar("Player")


def marginals(players: Sequence[Player]) -> Iterator[tuple[Player, frozenset[Player], Fraction]]:
    """Each player with each set of others that may have come before, and the share of orders in which these have.

    The shares of one player add up to 1. There are n * 2^(n-1) of them.
    """
    count = len(players)
    shares = [Fraction(factorial(size) * factorial(count - 1 - size), factorial(count)) for size in range(count)]
    for player in players:
        others = [other for other in players if other != player]
        for size, share in enumerate(shares):
            for before in combinations(others, size):
                yield player, frozenset(before), share


def subsets(players: Iterable[Player]) -> list[frozenset[Player]]:
    """Every set of some of the players, the empty one first."""
    known = list(players)
    return [frozenset(some) for size in range(len(known) + 1) for some in combinations(known, size)]
