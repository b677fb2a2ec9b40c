"""Quantiles are numbers that were seen; their intervals hold what they promise, whatever the distribution."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from assay.analysis.quantiles import needed, quantile, ranks


@pytest.mark.parametrize(
    ("count", "share", "wanted"),
    [
        # Conover, Practical Nonparametric Statistics, table of the binomial: medians.
        (5, 0.5, (None, None)),
        (6, 0.5, (1, 6)),
        (10, 0.5, (2, 9)),
        (20, 0.5, (6, 15)),
        (100, 0.5, (40, 61)),
        (71, 0.95, (63, None)),
        (72, 0.95, (64, 72)),
    ],
)
def test_ranks_of_the_interval(count: int, share: float, wanted: tuple[int | None, int | None]) -> None:
    assert ranks(count, share) == wanted


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.95])
@pytest.mark.parametrize("count", [1, 6, 30, 72, 333])
def test_ranks_are_the_narrowest_that_miss_at_most_one_in_forty_on_each_side(count: int, share: float) -> None:
    def below(rank: int) -> float:
        """That fewer than `rank` of the numbers lie below the quantile, summed exactly."""
        return sum(math.comb(count, k) * share**k * (1 - share) ** (count - k) for k in range(rank))

    first, last = ranks(count, share)
    assert all((below(rank) <= 0.025) == (rank <= (first or 0)) for rank in range(1, count + 1))
    assert all((1 - below(rank) <= 0.025) == (rank >= (last or count + 1)) for rank in range(1, count + 1))


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.95, 0.99])
def test_what_a_quantile_needs_is_the_least_count_that_bounds_it(share: float) -> None:
    assert None not in ranks(needed(share), share)
    assert None in ranks(needed(share) - 1, share)


@pytest.mark.parametrize("draw", [random.Random.random, lambda chance: chance.expovariate(1) ** 4])
def test_intervals_hold_the_quantile_as_often_as_they_promise(draw: Callable[[random.Random], float]) -> None:
    chance = random.Random(4)
    many = sorted(draw(chance) for _ in range(200_000))
    for share, count in ((0.5, 12), (0.95, 80)):
        true, held = many[int(len(many) * share)], 0
        for _ in range(1000):
            one = quantile(sorted(draw(chance) for _ in range(count)), share)
            assert one.low is not None and one.high is not None
            held += one.low <= true <= one.high
        assert held >= 935


def test_too_few_numbers_give_no_value_but_what_they_bound() -> None:
    one = quantile([float(ms) for ms in range(1, 31)], 0.95)
    assert (one.value, one.low, one.high, one.needs) == (None, 26.0, None, 72)
    assert quantile([], 0.5).low is None
    assert quantile([3.0, 3.0, 3.0, 3.0, 3.0, 9.0], 0.5).value == 3.0
