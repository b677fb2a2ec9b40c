"""What each player is worth: against every order played out, and a game whose answer is known."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from orders import by_orders

from assay.analysis.split.shapley import marginals, subsets


def worths(players: str, value: dict[frozenset[str], Fraction]) -> dict[str, Fraction]:
    found = dict.fromkeys(players, Fraction(0))
    for player, before, share in marginals(players):
        found[player] += share * (value[before | {player}] - value[before])
    return found


@settings(deadline=None)
@given(st.integers(0, 5), st.data())
def test_it_is_the_mean_over_all_orders(count: int, data: st.DataObject) -> None:
    players = "abcde"[:count]
    value = {come: Fraction(data.draw(st.integers(-9, 9))) for come in subsets(players)}
    found = worths(players, value)
    assert found == by_orders(players, value.__getitem__)
    assert sum(found.values()) == value[frozenset(players)] - value[frozenset()]


def test_who_decides_more_votes_is_worth_more() -> None:
    """Shapley and Shubik 1954: of votes 50, 49 and 1 with a majority of 51, the first decides in 4 of 6 orders."""
    votes = {"large": 50, "middle": 49, "small": 1}
    value = {come: Fraction(sum(votes[name] for name in come) >= 51) for come in subsets(votes)}
    found = dict.fromkeys(votes, Fraction(0))
    for player, before, share in marginals(list(votes)):
        found[player] += share * (value[before | {player}] - value[before])
    assert found == {"large": Fraction(4, 6), "middle": Fraction(1, 6), "small": Fraction(1, 6)}
