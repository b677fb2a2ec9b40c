"""Attempts of some weeks -> the falls of the rate of approval that are real: since when, where, and at what cost.

The window is scanned for a stretch in which less was approved than is usual, over all attempts and over those of every
single value; the surest one, of those that stand when all are taken together (Benjamini and Hochberg 1995), is where to
look. Within it, the combinations that explain the fall are searched for (attribution of rates), and each has its own
beginning, end and cost. What they explain is put aside, and the window is scanned again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assay.analysis.attribution.rates import Rates, causes_of_rates, rates

from .cube import Cube
from .usual import WEEK_H, Hours, Stretch, hours, stretch

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]

#: The share of false ones among the stretches that are taken for real.
_FALSE = 0.01
#: What is lost by less than this, or by fewer approvals, is nobody's business.
LEAST_FALL, LEAST_LOST = 0.03, 5.0
_MOST_DROPS = 10
_MOST_DIMENSIONS = 3
#: Values of a dimension with fewer attempts in the baseline are looked at together with others only.
_LEAST_TRIES = 100


@dataclass(frozen=True, slots=True)
class Cost:
    """What a drop takes, in one currency, minor units: approvals wanting times the mean amount; `low`, `high`: 95 %."""

    currency: str
    wanting: float
    minor: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Drop:
    """Attempts of a place (`where`: pairs of dimension and value; none: all) of which fewer are approved than usual.

    `before` and `during` are (approved, attempts). Hours are since 1970; it goes on where `until` is the end.
    """

    where: tuple[tuple[str, str], ...]
    stretch: Stretch
    before: tuple[float, float]
    goes_on: bool
    from_the_start: bool
    costs: tuple[Cost, ...]

    @property
    def during(self) -> tuple[float, float]:
        return self.stretch.successes, self.stretch.tries

    @property
    def hours(self) -> int:
        return self.stretch.until - self.stretch.since


def drops(cube: Cube, first: int, since: int, until: int) -> list[Drop]:
    """Drops in the hours from `since` until before `until`; those from `first` on are the baseline."""
    found: list[Drop] = []
    while len(found) < _MOST_DROPS:
        seen = _surest(cube, first, since, until)
        if seen is None:
            break
        fresh = [
            drop for where in _causes(cube, first, since, seen) if (drop := _drop(cube, where, first, since, until))
        ]
        if not fresh:
            break
        found += fresh
        for drop in fresh:
            gone = cube.inside(drop.where) & (cube.hour >= drop.stretch.since) & (cube.hour < drop.stretch.until)
            cube = cube.of(~gone)
    return sorted(found, key=lambda drop: -drop.stretch.wanting)


def _is_worth(found: Stretch | None) -> bool:
    return found is not None and found.fell >= LEAST_FALL and found.wanting >= LEAST_LOST


def _surest(cube: Cube, first: int, since: int, until: int) -> Stretch | None:
    """The surest stretch of all attempts or those of a value, if it stands among all that were looked at."""
    looked = [told for part in _parts(cube, since) if (told := stretch(hours(part, first, since, until)))]
    ordered = sorted(looked, key=lambda one: one.p)
    standing = [n for n, one in enumerate(ordered, 1) if one.p <= _FALSE * n / len(ordered)]
    real = [one for one in ordered[: max(standing, default=0)] if _is_worth(one)]
    return real[0] if real else None


def _parts(cube: Cube, since: int) -> Iterator[Cube]:
    """All attempts, then those of every value that is not rare."""
    import numpy as np

    yield cube
    usual = cube.hour < since
    for code, values in zip(cube.codes, cube.values, strict=True):
        if len(values) > 1:
            counts = np.bincount(code[usual], cube.tries[usual], minlength=len(values))
            for value in np.flatnonzero(counts >= _LEAST_TRIES):
                yield cube.of(code == value)


def _causes(cube: Cube, first: int, since: int, seen: Stretch) -> list[tuple[tuple[str, str], ...]]:
    """The combinations that explain what is wanting in a stretch, next to the same hours of the week before."""
    during = (cube.hour >= seen.since) & (cube.hour < seen.until)
    usual = (cube.hour >= first) & (cube.hour < since)
    if seen.until - seen.since < WEEK_H:
        usual &= (cube.hour - seen.since) % WEEK_H < seen.until - seen.since
    leaves = _leaves(cube, usual, during)
    found = causes_of_rates(leaves, most_dimensions=_MOST_DIMENSIONS, least_fall=LEAST_FALL)
    return [cause.where for cause in found]


def _leaves(cube: Cube, usual: np.ndarray[Any, Any], during: np.ndarray[Any, Any]) -> Rates:
    """Leaves of the dimensions that tell anything apart."""
    import numpy as np

    kept = [d for d, values in enumerate(cube.values) if len(values) > 1] or [0]
    both = usual | during
    key = np.zeros(int(both.sum()), dtype=np.int64)
    for d in kept:
        key = key * len(cube.values[d]) + cube.codes[d][both]
    _, at, leaf = np.unique(key, return_index=True, return_inverse=True)

    def added(column: Numbers, chosen: np.ndarray[Any, Any]) -> Numbers:
        return np.bincount(leaf, np.where(chosen[both], column[both], 0.0), minlength=len(at)).astype(np.float64)

    return rates(
        [cube.names[d] for d in kept],
        [cube.values[d] for d in kept],
        [cube.codes[d][both][at] for d in kept],
        (added(cube.successes, usual), added(cube.tries, usual)),
        (added(cube.successes, during), added(cube.tries, during)),
    )


def _drop(cube: Cube, where: tuple[tuple[str, str], ...], first: int, since: int, until: int) -> Drop | None:
    """The drop of one place, with a beginning of its own; None where the place by itself shows none."""
    inside = cube.of(cube.inside(where))
    scanned = hours(inside, first, since, until)
    found = stretch(scanned)
    if found is None or not _is_worth(found) or found.p > _FALSE:
        return None
    usual = (inside.hour >= first) & (inside.hour < since)
    before = float(inside.successes[usual].sum()), float(inside.tries[usual].sum())
    costs = _costs(inside, first, since, found)
    return Drop(where, found, before, _goes_on(found, scanned), found.since <= since, costs)


def _goes_on(found: Stretch, scanned: Hours) -> bool:
    """Whether nothing shows that it is over: what came after it is too little, or fell by half as much and more."""
    after = slice(found.until - scanned.first, None)
    wanting = float((scanned.expected - scanned.successes)[after].sum())
    reach = 1.64 * math.sqrt(float(scanned.variance[after].sum()))
    return wanting + reach >= 0.5 * found.fell * float(scanned.expected[after].sum())


def _costs(inside: Cube, first: int, since: int, found: Stretch) -> tuple[Cost, ...]:
    import numpy as np

    place = inside.names.index("currency")
    costs = []
    for code, currency in enumerate(inside.values[place]):
        part = inside.of(inside.codes[place] == code)
        during = (part.hour >= found.since) & (part.hour < found.until)
        tries = float(part.tries[during].sum())
        if not tries or not part.tried_minor[during].any():
            continue
        told = hours(part, first, since, max(found.until, since + 1))
        stretched = slice(found.since - since, found.until - since)
        wanting = float(np.sum((told.expected - told.successes)[stretched]))
        reach = 1.959963984540054 * float(np.sqrt(told.variance[stretched].sum()))
        amount = float(part.tried_minor[during].sum()) / tries
        costs.append(Cost(currency, wanting, wanting * amount, (wanting - reach) * amount, (wanting + reach) * amount))
    return tuple(sorted(costs, key=lambda cost: -cost.wanting))
