"""Successes of tries, as expected and as seen, by several dimensions -> the fewest combinations where the rate fell.

Each leaf is expected to succeed as often as in its baseline, drawn towards what the values of its dimensions did there
one by one, so that a combination that hardly occurred has an expectation too. What is wanting are the expected
successes less those seen; its variance is that of the binomial distribution, of what is seen and of the baseline,
times the over-dispersion that the quieter leaves show (Laney 2002 for the like in charts). A combination gains half the
binomial deviance of a rate of its own against the expected one, in the proportion of that variance, less what it costs
to name it among all of its kind, as in `counts`.

The combination that gains most may be the worst part of what is wrong. It is widened, a dimension at a time, as long as
what is added fell too, by at least a share of what it fell by; one of which a part did plainly not fall is none. Then
its leaves are put aside, and what is left is searched again (several causes). Ratios were treated as a measure of two
numbers first by Adtributor (Bhagwan et al., NSDI 2014).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from .cause import Cause, named
from .cuboids import Place, cuboids, place, price

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]
    Chosen = np.ndarray[Any, np.dtype[np.bool_]]

_MAD = 1.4826
#: What the values of a leaf did one by one weighs as much as so many tries of its own.
_PRIOR = 10.0
_MOST_CAUSES = 20
#: What a cause explains is at least this share of what the first one does.
_LEAST_SHARE = 0.02
#: What is added to a place, or is part of it, fell too if it fell by this share of what the place fell by.
_TOO = 0.4
#: So much of a place may plainly have stayed as it was, and the place still is the cause: no fault hits all.
_MAY_STAY = 0.15
#: What is found gains so much at the least: "strong" evidence (Kass and Raftery 1995, 2 ln B above 6).
_STRONG = 3.0
_MOST_TRIED = 200
#: Standard errors beyond which something is plain; one-sided, 2.5 and 5 in a hundred.
_PLAIN, _LIKELY = 1.96, 1.64
#: The expected failures and successes of a leaf that may tell of over-dispersion.
_ENOUGH = 3.0
_FEW = 20


@dataclass(frozen=True, slots=True)
class Rates:
    """Leaves in columns: `codes[d]` numbers the value of dimension d, of `values[d]`.

    `successes` and `tries` are those seen, `expected` the successes to be expected of these tries, and `variance` that
    of the difference.
    """

    names: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    codes: tuple[Codes, ...]
    successes: Numbers
    tries: Numbers
    expected: Numbers
    variance: Numbers

    def of(self, chosen: Chosen) -> Rates:
        """Some of the leaves."""
        columns = (self.successes, self.tries, self.expected, self.variance)
        return Rates(self.names, self.values, tuple(c[chosen] for c in self.codes), *(c[chosen] for c in columns))

    @property
    def wanting(self) -> Numbers:
        """Successes that were to be expected and are not there."""
        return self.expected - self.successes


def rates(
    names: Sequence[str],
    values: Sequence[Sequence[str]],
    codes: Sequence[Codes],
    base: tuple[Numbers, Numbers],
    seen: tuple[Numbers, Numbers],
) -> Rates:
    """Leaves of (successes, tries) in a baseline and now. Where nothing was tried now, there is nothing to tell."""
    import numpy as np

    sizes = [len(told) for told in values]
    prior = _prior(codes, sizes, *base)
    told = seen[1] > 0
    prior, succeeded, tried = prior[told], base[0][told], base[1][told]
    successes, tries = seen[0][told], seen[1][told]
    rate = (succeeded + _PRIOR * prior) / (tried + _PRIOR)
    spread = np.clip(rate * (1 - rate), 1e-4, None)
    variance = tries * spread * (1 + tries / (tried + _PRIOR))
    expected = tries * rate
    variance *= _dispersion(expected, tries, successes, variance)
    kept = tuple(code[told] for code in codes)
    return Rates(tuple(names), tuple(map(tuple, values)), kept, successes, tries, expected, variance)


def _prior(codes: Sequence[Codes], sizes: Sequence[int], succeeded: Numbers, tried: Numbers) -> Numbers:
    """The rate of the whole, moved by how the rate of each value of a leaf differs from it."""
    import numpy as np

    whole = float(succeeded.sum()) / max(1.0, float(tried.sum()))
    prior = np.full(len(tried), whole)
    for code, size in zip(codes, sizes, strict=True):
        of_value = np.bincount(code, tried, minlength=size)
        rate = (np.bincount(code, succeeded, minlength=size) + _PRIOR * whole) / (of_value + _PRIOR)
        prior += rate[code] - whole
    return prior.clip(0.01, 0.99)


def _dispersion(expected: Numbers, tries: Numbers, successes: Numbers, variance: Numbers) -> float:
    """How much more leaves scatter than chance has them, by the median of the quieter side."""
    import numpy as np

    told = (np.minimum(expected, tries - expected) >= _ENOUGH) & (variance > 0)
    off = (expected - successes)[told] / np.sqrt(variance[told])
    sides = off[off >= 0], -off[off <= 0]
    # Where all went one way, that is no scatter.
    return max(1.0, (_MAD * float(min(map(np.median, sides)))) ** 2) if min(map(len, sides)) >= _FEW else 1.0


class _Told(NamedTuple):
    """What is wanting in some leaves, of how many expected, and its variance."""

    wanting: float
    expected: float
    variance: float

    @property
    def fell(self) -> float:
        """The share of the expected successes that is wanting."""
        return self.wanting / self.expected if self.expected > 0 else 0.0

    @property
    def error(self) -> float:
        return math.sqrt(self.variance) / self.expected if self.expected > 0 else math.inf

    @property
    def sure(self) -> float:
        return self.wanting / math.sqrt(self.variance) if self.variance > 0 else 0.0


def causes_of_rates(
    leaves: Rates, *, most_dimensions: int | None = None, either_way: bool = False, least_fall: float = 0.0
) -> list[Cause]:
    """Where the rate fell, what explains most first. With `either_way` also where it rose, if that is what is odd.

    `least_fall` is the share of the expected successes by which a place must have fallen. The `off` of a cause is that
    share, below zero where the rate rose.
    """
    found: list[Cause] = []
    way, first = 1.0, 0.0
    while len(leaves.tries) and len(found) < _MOST_CAUSES:
        best = _best(leaves, most_dimensions or len(leaves.names), way, either_way and not found, least_fall)
        if best is None:
            break
        gain, where, way = best
        inside = where.holds(leaves.codes)
        told = _told(leaves, inside, way)
        first = first or told.wanting
        if told.wanting < _LEAST_SHARE * first:
            break
        found.append(Cause(named(where, leaves.names, leaves.values), way * told.fell, int(inside.sum()), gain))
        leaves = leaves.of(~inside)
    return found


def _told(leaves: Rates, chosen: Chosen, way: float) -> _Told:
    wanting = way * float(leaves.wanting[chosen].sum())
    return _Told(wanting, float(leaves.expected[chosen].sum()), float(leaves.variance[chosen].sum()))


def _best(
    leaves: Rates, deepest: int, way: float, either_way: bool, least_fall: float
) -> tuple[float, Place, float] | None:
    import numpy as np

    sizes = [len(values) for values in leaves.values]
    ranked: list[tuple[float, Place, float]] = []
    columns = (leaves.successes, leaves.tries, leaves.expected, leaves.variance)
    for cuboid in cuboids(leaves.codes, sizes, columns, deepest):
        successes, tries, expected, variance = cuboid.sums
        wanting = expected - successes
        gain = deviance(successes, tries, expected) * expected * (1 - expected / tries) / (2 * variance)
        gain -= price(len(sizes), len(cuboid.keys))
        gain[np.abs(wanting) < least_fall * expected] = 0
        if not either_way:
            gain[way * wanting <= 0] = 0
        good = np.flatnonzero(gain > _STRONG)
        good = good[np.argsort(-gain[good], kind="stable")[:_MOST_TRIED]]
        ranked += [(float(gain[n]), place(cuboid, int(n), sizes), float(np.sign(wanting[n]))) for n in good]
    ranked.sort(key=lambda one: -one[0])
    for best, where, sign in ranked[:_MOST_TRIED]:
        if _is_whole(leaves, where, sign):
            return best, _widened(leaves, where, sign), sign
    return None


def deviance(successes: Numbers, tries: Numbers, expected: Numbers) -> Numbers:
    """Twice the log likelihood ratio of the rate that was seen against the one expected."""
    import numpy as np

    failures, unexpected = tries - successes, tries - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        good = np.where(successes > 0, successes * np.log(successes / expected), 0)
        bad = np.where(failures > 0, failures * np.log(failures / unexpected), 0)
    deviance: Numbers = 2 * np.maximum(0, good + bad)
    return deviance


def _widened(leaves: Rates, where: Place, way: float) -> Place:
    """The widest place around one in which all that is added fell too."""
    fell = _told(leaves, where.holds(leaves.codes), way).fell
    while True:
        inside = where.holds(leaves.codes)
        best: tuple[float, Place] | None = None
        for number in range(len(where.dimensions)):
            wider = where.without(number)
            more = wider.holds(leaves.codes) & ~inside
            if not more.any():
                # It says nothing that the others do not say: all euros are of these countries.
                best = math.inf, wider
                break
            added = _told(leaves, more, way)
            if added.sure > _PLAIN and added.fell >= _TOO * fell and _is_whole(leaves, wider, way):
                best = max(best or (0.0, wider), (added.sure, wider), key=lambda one: one[0])
        if best is None:
            return where
        where = best[1]


def _is_whole(leaves: Rates, where: Place, way: float) -> bool:
    """Whether next to no part of a place, by one further dimension, plainly did not fall as the place did."""
    import numpy as np

    inside = leaves.of(where.holds(leaves.codes))
    whole = _told(inside, np.ones(len(inside.tries), dtype=bool), way)
    for dimension, codes in enumerate(inside.codes):
        if dimension in where.dimensions:
            continue
        size = len(inside.values[dimension])
        expected = np.bincount(codes, inside.expected, minlength=size)
        wanting = way * np.bincount(codes, inside.wanting, minlength=size)
        error = np.sqrt(np.bincount(codes, inside.variance, minlength=size))
        stayed = wanting + _LIKELY * error * _bonferroni(size) < _TOO * whole.fell * expected
        if float(expected[stayed].sum()) > _MAY_STAY * whole.expected:
            return False
    return True


def _bonferroni(looks: int) -> float:
    """By what a bound of 5 in a hundred widens when it is looked at so many times: sqrt(2 log n), beside 1.64."""
    return max(1.0, math.sqrt(2 * math.log(max(2, looks)) + _LIKELY**2) / _LIKELY)
