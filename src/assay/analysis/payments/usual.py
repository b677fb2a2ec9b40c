"""Attempts by hour -> what is usual at such an hour of the week, and the stretch in which less came of them.

The usual rate of an hour of the week is that of the same hour in the weeks of the baseline, drawn towards the rate of
all of them (beta-binomial). Days scatter more than chance has it: by how much, the baseline itself shows, by the median
of its squared standardised differences. The stretch is that with the surest fall (a scan over all beginnings and ends),
and its p-value takes into account how many there are (Bonferroni).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assay.analysis.attribution.rates import deviance

from .cube import Cube

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]

WEEK_H = 168
#: The rate of all hours weighs as much as so many attempts of an hour of the week.
_PRIOR = 50.0
#: The median of a chi-squared variable with one degree of freedom.
_MEDIAN_CHI2 = 0.4549
#: Stretches shorter than this are noise of single shoppers.
_SHORTEST_H = 2
#: Fewer successes that are wanting are what rounding left.
_NOTHING = 1e-6
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours in a row from `first` (since 1970): attempts, successes, those expected, the variance of the difference.

    `binomial` is what chance alone makes of that variance, were the usual rate known for sure.
    """

    first: int
    tries: Numbers
    successes: Numbers
    expected: Numbers
    variance: Numbers
    binomial: Numbers


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hours from `since` until before `until` in which `wanting` of `expected` successes are not there."""

    since: int
    until: int
    tries: float
    successes: float
    expected: float
    variance: float
    p: float

    @property
    def wanting(self) -> float:
        return self.expected - self.successes

    @property
    def fell(self) -> float:
        """Share of the expected successes that is wanting."""
        return self.wanting / self.expected if self.expected else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Successes that are wanting: 95 % interval."""
        reach = _Z * math.sqrt(self.variance)
        return self.wanting - reach, self.wanting + reach


def hours(cube: Cube, first: int, since: int, until: int, *, whole: bool = False) -> Hours:
    """The hours from `since` until before `until`, with what hours from `first` until before `since` make usual.

    With `whole`, those of the baseline come first.
    """
    import numpy as np

    tries, successes = (_by_hour(cube, column, first, until) for column in (cube.tries, cube.successes))
    base = since - first
    of_week = (np.arange(first, until)) % WEEK_H
    usual_tries = np.bincount(of_week[:base], tries[:base], minlength=WEEK_H)
    usual_successes = np.bincount(of_week[:base], successes[:base], minlength=WEEK_H)
    mean = (usual_successes.sum() + 1) / (usual_tries.sum() + 2)
    rate = ((usual_successes + _PRIOR * mean) / (usual_tries + _PRIOR))[of_week]
    expected = tries * rate
    binomial = expected * (1 - rate)
    variance = binomial * (1 + tries / (usual_tries[of_week] + _PRIOR))
    variance *= _dispersion(expected[:base] - successes[:base], variance[:base])
    shown = slice(0 if whole else base, None)
    columns = (tries, successes, expected, variance, binomial)
    return Hours(first if whole else since, *(column[shown] for column in columns))


def _by_hour(cube: Cube, column: Numbers, first: int, until: int) -> Numbers:
    import numpy as np

    inside = (cube.hour >= first) & (cube.hour < until)
    return np.bincount(cube.hour[inside] - first, column[inside], minlength=until - first).astype(np.float64)


def _dispersion(off: Numbers, variance: Numbers) -> float:
    """How much more days scatter than chance has it; 1 where the days are too few to tell."""
    import numpy as np

    days = len(off) // 24
    if days < 7:
        return 1.0
    wanting = off[: days * 24].reshape(days, 24).sum(axis=1)
    spread = variance[: days * 24].reshape(days, 24).sum(axis=1)
    told = spread > 1
    return max(1.0, float(np.median(wanting[told] ** 2 / spread[told])) / _MEDIAN_CHI2) if told.sum() >= 7 else 1.0


def stretch(found: Hours) -> Stretch | None:
    """The stretch with the surest fall; None where there is none at all."""
    import numpy as np

    columns = (found.successes, found.tries, found.expected, found.variance, found.binomial)
    count = len(found.tries) + 1
    starts, ends = np.triu_indices(count, _SHORTEST_H)
    looks = max(1, len(starts))
    told = np.stack([np.concatenate([[0.0], np.cumsum(column)]) for column in columns])
    off = told[2] - told[0]
    low = off[ends] - off[starts] > _NOTHING
    starts, ends = starts[low], ends[low]
    successes, tries, expected, variance, binomial = told[:, ends] - told[:, starts]
    # Of rates near one, few are lost far oftener than a normal distribution has it: the likelihood knows.
    sure = np.sqrt(deviance(successes, tries, expected) * binomial / variance)
    if not len(sure):
        return None
    best = int(np.argmax(sure))
    return Stretch(
        since=found.first + int(starts[best]),
        until=found.first + int(ends[best]),
        tries=float(tries[best]),
        successes=float(successes[best]),
        expected=float(expected[best]),
        variance=float(variance[best]),
        p=min(1.0, looks * math.erfc(float(sure[best]) / math.sqrt(2)) / 2),
    )


def newcombe(before: tuple[float, float], after: tuple[float, float]) -> tuple[float, float]:
    """95 % interval of the difference of rates of (successes, tries), after less before: Newcombe 1998, method 10."""
    (low_b, high_b), (low_a, high_a) = wilson(*before), wilson(*after)
    rate_b, rate_a = before[0] / before[1], after[0] / after[1]
    difference = rate_a - rate_b
    return (
        difference - math.hypot(rate_a - low_a, high_b - rate_b),
        difference + math.hypot(high_a - rate_a, rate_b - low_b),
    )


def wilson(successes: float, tries: float) -> tuple[float, float]:
    """95 % interval of a rate: Wilson 1927."""
    rate, square = successes / tries, _Z**2
    centre = rate + square / (2 * tries)
    half = _Z * math.sqrt(max(0.0, rate * (1 - rate)) / tries + square / (4 * tries**2))
    return (centre - half) / (1 + square / tries), (centre + half) / (1 + square / tries)
