"""Leaves of a number that adds up, with their noise -> the fewest combinations of values that explain what is off.

A combination (some values of some dimensions, as `method=card & country=DE`) is a cause when its leaves are likelier to
be off by one amount together than by noise, by more than it costs to name it. The gain of a combination with n leaves,
mean and spread fitted, is

    sum log N(d; mean, spread) - sum log noise(d) - log(range sqrt(n) / (spread sqrt(2 pi))) - log(combinations)

where the third term is what fitting the mean costs (the marginal likelihood with a flat prior), and the last what it
costs to choose this one among all: a description of least length (Rissanen 1978), which is Occam's razor and a
correction for having looked at them all. The best is taken, its leaves are put aside, and the search goes on until
nothing gains: several causes.

A combination of which a part is plainly as expected is none, for what is wrong then lies deeper. What is new here is
the yardstick; that every combination is looked at by layers, and that each further cause explains what is left, is as
in Adtributor (Bhagwan et al., NSDI 2014), Squeeze (Li et al., ISSRE 2019) and RiskLoc (Kalander 2022, arXiv
2205.10004).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from .cause import Cause, named
from .cuboids import Cuboid, Place, cuboids, place, price
from .leaves import Leaves
from .noise import LEAST, Noise, noise

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Chosen = np.ndarray[Any, np.dtype[np.bool_]]

#: d lies in a range of 2 on the side of what is wrong.
_RANGE = 2.0
_MOST_CAUSES = 20
#: What is off by less is not worth a name.
_LEAST_OFF = 0.03
#: The most variance beyond noise that leaves of one cause have, in squares of their mean: of leaves of which one in six
#: is not off at all it is (1 / 6) / (5 / 6).
_MOST_UNEVEN = 0.2
#: Of the combinations that gain most, so many are looked at for parts that are as expected.
_MOST_TRIED = 400
_HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)


class _Candidate(NamedTuple):
    gain: float
    place: Place
    mean: float
    spread: float


def causes_of_counts(leaves: Leaves, *, most_dimensions: int | None = None) -> list[Cause]:
    """Where the number is off, what explains most first; at most `most_dimensions` values name a place."""
    found: list[Cause] = []
    noisy = noise(leaves) if len(leaves) else None
    while noisy and len(leaves) and len(found) < _MOST_CAUSES:
        best = _best(leaves, noisy, most_dimensions or len(leaves.names))
        if best is None:
            break
        inside = best.place.holds(leaves.codes)
        where = named(best.place, leaves.names, leaves.values)
        found.append(Cause(where, best.mean, int(inside.sum()), best.gain))
        leaves, noisy = leaves.of(~inside), noisy.of(~inside)
    return found


def _best(leaves: Leaves, noisy: Noise, deepest: int) -> _Candidate | None:
    """The combination that gains most of those that are off as a whole."""
    for candidate in sorted(_candidates(leaves, noisy, deepest), key=lambda one: -one.gain)[:_MOST_TRIED]:
        inside = candidate.place.holds(leaves.codes)
        if _is_whole(leaves.of(inside), noisy.of(inside), candidate):
            return candidate
    return None


def _candidates(leaves: Leaves, noisy: Noise, deepest: int) -> list[_Candidate]:
    import numpy as np

    usual = float(np.median(noisy.scale))
    weight = (usual / noisy.scale) ** 2
    weighted = weight * leaves.off
    columns = (np.ones(len(leaves)), weight, weighted, weighted * leaves.off, np.log(weight), noisy.log_density)
    sizes = [len(values) for values in leaves.values]
    found = []
    for cuboid in cuboids(leaves.codes, sizes, columns, deepest):
        gain, mean, spread = _fit(cuboid, price(len(sizes), len(cuboid.keys)), usual)
        good = np.flatnonzero(gain > 0)
        for n in good[np.argsort(-gain[good], kind="stable")[:_MOST_TRIED]]:
            found.append(_Candidate(float(gain[n]), place(cuboid, n, sizes), float(mean[n]), float(spread[n])))
    return found


def _fit(cuboid: Cuboid, cost: float, usual: float) -> tuple[Numbers, Numbers, Numbers]:
    """Gain, mean and spread of each combination; the gain is 0 where the mean is what noise may bring about."""
    import numpy as np

    count, weight, weighted, squared, log_weight, noise_density = cuboid.sums
    mean = weighted / weight
    squares = np.maximum(0, squared - weighted * mean)
    spread = np.maximum(LEAST, np.sqrt(squares / count))
    fitted = 0.5 * log_weight - count * (_HALF_LOG_2PI + np.log(spread)) - squares / (2 * spread**2)
    paid = np.log(_RANGE * np.sqrt(weight)) - np.log(spread) - _HALF_LOG_2PI
    gain = fitted - noise_density - np.maximum(0, paid) - cost
    sure = (0.5 * weight * (mean / usual) ** 2 > cost) & (np.abs(mean) >= _LEAST_OFF)
    # Leaves that are off by so different amounts have no cause in common: some are off, and some are not.
    sure &= np.maximum(0, squares / count - usual**2) <= _MOST_UNEVEN * mean**2
    return np.where(sure, gain, 0), mean, spread


def _is_whole(leaves: Leaves, noisy: Noise, candidate: _Candidate) -> bool:
    """Whether no part of a combination, by one further dimension, is plainly as expected."""
    import numpy as np

    usual: float = float(np.median(noisy.scale))
    weight = (usual / noisy.scale) ** 2
    squares = weight * (leaves.off - candidate.mean) ** 2 / (2 * candidate.spread**2)
    better = noisy.log_density - (0.5 * np.log(weight) - _HALF_LOG_2PI - math.log(candidate.spread) - squares)
    for dimension, codes in enumerate(leaves.codes):
        if dimension not in candidate.place.dimensions:
            cost = math.log(len(leaves.names)) + math.log(len(leaves.values[dimension]))
            if float(np.bincount(codes, better).max()) > cost:
                return False
    return True
