"""Numbers -> quantiles as order statistics, each with an interval that holds whatever the numbers' distribution is.

The interval is the exact one of the binomial distribution: of n independent values the count below the quantile p is
Binomial(n, p), so that P(x_(l) <= quantile <= x_(u)) >= P(l <= count < u). Half of what may be missed lies on either
side (Hahn and Meeker 1991, section 5.2; David and Nagaraja 2003, section 7.1). Nothing is interpolated: every number
that is told was seen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Share of intervals that hold the quantile.
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Quantile:
    """The quantile `share` of `count` numbers, and the ends of its interval; an end that so few cannot give is null.

    `value` is null where an end is: what could lie anywhere is no number. `needs` is the count that gives both.
    """

    share: float
    count: int
    value: float | None
    low: float | None
    high: float | None
    needs: int


def quantile(ordered: Sequence[float], share: float) -> Quantile:
    """Of numbers in ascending order; `share` lies between 0 and 1. The value: `share` of them are at most it."""
    count = len(ordered)
    first, last = ranks(count, share)
    low = ordered[first - 1] if first else None
    high = ordered[last - 1] if last else None
    known = low is not None and high is not None
    value = ordered[max(1, math.ceil(count * share - 1e-9)) - 1] if known else None
    return Quantile(share, count, value, low, high, needed(share))


@lru_cache(maxsize=4096)
def ranks(count: int, share: float) -> tuple[int | None, int | None]:
    """The ranks, counted from 1, of the ends of the interval; None where no number that was seen bounds it."""
    missed = (1 - CONFIDENCE) / 2
    first = last = None
    below = 0.0
    for number in range(count):
        below += _probability(number, count, share)
        if below <= missed:
            first = number + 1
        if last is None and below >= 1 - missed:
            last = number + 1
    return first, last


@lru_cache(maxsize=64)
def needed(share: float) -> int:
    """The least count whose interval has both ends."""
    return math.ceil(math.log((1 - CONFIDENCE) / 2) / math.log(max(share, 1 - share)) - 1e-9)


def _probability(number: int, count: int, share: float) -> float:
    """That so many of them lie below the quantile."""
    ways = math.lgamma(count + 1) - math.lgamma(number + 1) - math.lgamma(count - number + 1)
    return math.exp(ways + number * math.log(share) + (count - number) * math.log1p(-share))
