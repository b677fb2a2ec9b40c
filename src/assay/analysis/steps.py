"""A series of numbers -> whether it stays, steps, drifts or wanders, and where it steps.

Steps are found by PELT (Killick, Fearnhead and Eckley 2012, by the library ruptures) with a quadratic cost, that is as
shifts of the mean of normal noise. A step must lessen the squared deviations by `_PENALTY` times the noise's variance
times log n: the form of the Schwarz criterion for changes of the mean (Yao 1988, whose factor is 2). Steps that are not
sure are dropped again. On pure noise, fewer than one series in a hundred gets a step (benchmarks/false_alarms.py).

The scatter of the noise is told from the differences of neighbours, on which steps have little hold: their median
absolute deviation (Hampel 1974), over sqrt 2. What stays the same most of the time has none by that measure; there, it
is the root mean square of the differences, the largest tenth of them left out.

A slope or a random walk is no sequence of levels, though any number of steps would fit it: where a line, or a walk, has
the better Bayesian information criterion (Schwarz 1978), there are no steps but single jumps far out of the walk's way.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]

#: Fewer numbers before or after are not a level.
SHORTEST = 3
_PENALTY = 3.5
#: Steps that are less sure than this are none.
_SURE = 0.99
#: Steps must be better than a line or a walk by so much: "strong" evidence (Kass and Raftery 1995, table on 2 ln B).
_STRONG = 6.0
#: Differences of a walk that are so many times its usual ones are jumps; 5 standard deviations of normal ones.
_JUMP = 5.0
#: So many numbers it takes to tell the usual differences of a walk.
_WAY = 30
#: Makes a median absolute deviation the standard deviation of normal noise.
_MAD = 1.4826
#: What is left out of the differences where most are zero.
_TENTH = 0.1
#: Smaller than this share of the range is nothing.
_NOTHING = 1e-6
#: Squared deviations that are a smaller share of the squares are what rounding left.
_ROUNDING = 1e-12


class Shape(StrEnum):
    """How a series goes: too short to say, level, in steps, along a line, or wandering."""

    SHORT = "short"
    LEVEL = "level"
    STEPS = "steps"
    LINE = "line"
    WALK = "walk"


@dataclass(frozen=True, slots=True)
class Step:
    """The level changes at `index`, the place of the first number after it.

    `scatter` is the standard deviation of the numbers around the levels on both sides. `confidence` is that there is a
    change at all between these two levels: one less the p-value of Welch's t-test, times the places that it could have
    been at (Bonferroni). It is None where nothing scatters, and a change needs no probability, or in a walk.
    """

    index: int
    before: float
    after: float
    scatter: float
    confidence: float | None

    @property
    def size(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a series goes, and its steps in order."""

    shape: Shape
    steps: tuple[Step, ...] = ()


def pattern(values: Sequence[float]) -> Pattern:
    """How a series goes, oldest number first. Fewer than two levels' worth of numbers say nothing."""
    import numpy as np

    numbers = np.asarray(values, dtype=float)
    if len(numbers) < 2 * SHORTEST:
        return Pattern(Shape.SHORT)
    reach = float(np.ptp(numbers))
    if reach <= _NOTHING * max(1e-300, float(np.abs(numbers).max())):
        return Pattern(Shape.LEVEL)
    cuts = _cuts(numbers, max(_scatter(numbers), _NOTHING * reach))
    shape = _shape(numbers, cuts, (_NOTHING * reach) ** 2)
    if shape is Shape.WALK:
        return Pattern(shape, _jumps(numbers))
    steps = _steps(numbers, cuts) if shape is Shape.STEPS else ()
    return Pattern(Shape.LEVEL if shape is Shape.STEPS and not steps else shape, steps)


def _scatter(numbers: Numbers) -> float:
    """Standard deviation of the noise, steps left out of account."""
    import numpy as np

    differences = np.diff(numbers)
    spread = _MAD * float(np.median(np.abs(differences - np.median(differences))))
    if spread == 0:
        usual = np.sort(np.abs(differences))[: -math.ceil(_TENTH * len(differences))]
        spread = math.sqrt(float(np.mean(usual**2)))
    return spread / math.sqrt(2)


def _cuts(numbers: Numbers, scatter: float) -> list[int]:
    """Where levels begin, but for the first."""
    from ruptures import KernelCPD

    scaled = (numbers - numbers.mean()) / scatter
    found = KernelCPD(kernel="linear", min_size=SHORTEST).fit(scaled.reshape(-1, 1))
    return [int(cut) for cut in found.predict(pen=_PENALTY * math.log(len(numbers)))[:-1]]


def _shape(numbers: Numbers, cuts: Sequence[int], floor: float) -> Shape:
    """The model with the best information criterion; `floor` is a variance that counts as none."""
    import numpy as np

    count = len(numbers)
    levels = np.split(numbers, list(cuts))
    place = np.arange(count)
    line = np.polynomial.Polynomial.fit(place, numbers, 1)(place)
    models: dict[Shape, tuple[Numbers, int]] = {
        (Shape.STEPS if cuts else Shape.LEVEL): (
            np.concatenate([level - level.mean() for level in levels]),
            2 * len(cuts) + 1,
        ),
        Shape.LINE: (numbers - line, 2),
    }
    if _scatter(numbers) ** 2 > floor:
        far = _far(numbers)
        strides = np.diff(numbers)
        strides[far] = 0
        models[Shape.WALK] = (strides, 2 * len(far) + 1)

    def criterion(shape: Shape) -> float:
        residuals, parameters = models[shape]
        handicap = _STRONG if shape is Shape.STEPS else 0
        return count * math.log(float(np.mean(residuals**2)) + floor) + parameters * math.log(count) + handicap

    return min(models, key=criterion)


def _steps(numbers: Numbers, cuts: Sequence[int]) -> tuple[Step, ...]:
    """The steps at the cuts that are sure; the least sure is dropped until all are, for that joins its neighbours."""
    levels = _Levels(numbers)
    kept = list(cuts)
    while kept:
        ends = [0, *kept, len(numbers)]
        found = [levels.step(*ends[n : n + 3]) for n in range(len(kept))]
        weakest = min(found, key=_confidence)
        if _confidence(weakest) >= _SURE:
            return tuple(found)
        kept.remove(weakest.index)
    return ()


def _confidence(step: Step) -> float:
    return 1.0 if step.confidence is None else step.confidence


class _Levels:
    """Steps between stretches of a series; sums are taken once, and each step is told once."""

    def __init__(self, numbers: Numbers) -> None:
        import numpy as np

        self._shift = float(numbers[0])
        moved = numbers - self._shift
        self._count = len(numbers)
        self._sums = [0.0, *np.cumsum(moved).tolist()]
        self._squares = [0.0, *np.cumsum(moved**2).tolist()]
        self._known: dict[tuple[int, int, int], Step] = {}

    def step(self, first: int, cut: int, last: int) -> Step:
        """The step at `cut` between the stretches from `first` to it and from it to `last`."""
        key = (first, cut, last)
        if key not in self._known:
            (left, below), (right, above) = self._level(first, cut), self._level(cut, last)
            trust = self._trust(abs(right - left), (below, above), (cut - first, last - cut))
            self._known[key] = Step(cut, left + self._shift, right + self._shift, *trust)
        return self._known[key]

    def _level(self, start: int, end: int) -> tuple[float, float]:
        """Mean (less that of the whole series) and squared deviations from it."""
        length, total = end - start, self._sums[end] - self._sums[start]
        squares = self._squares[end] - self._squares[start]
        rest = squares - total * total / length
        return total / length, rest if rest > _ROUNDING * squares else 0.0

    def _trust(self, apart: float, rests: tuple[float, float], lengths: tuple[int, int]) -> tuple[float, float | None]:
        """Scatter around both levels, and the confidence that they differ."""
        from scipy.special import stdtr

        weights = [length - 1 for length in lengths]
        scatter = math.sqrt(sum(rests) / sum(weights))
        parts = [rest / weight / length for rest, weight, length in zip(rests, weights, lengths, strict=True)]
        if sum(parts) <= (_NOTHING * apart) ** 2:
            return scatter, None
        freedom = sum(parts) ** 2 / sum(part**2 / weight for part, weight in zip(parts, weights, strict=True))
        p = 2 * float(stdtr(freedom, -apart / math.sqrt(sum(parts))))
        return scatter, max(0.0, 1 - p * (self._count - 2 * SHORTEST + 1))


def _far(numbers: Numbers) -> list[int]:
    """Places of the differences far out of a walk's way; in a short one, nobody knows what its way is."""
    import numpy as np

    if len(numbers) < _WAY:
        return []
    differences = np.diff(numbers)
    usual = max(_scatter(numbers) * math.sqrt(2), _NOTHING * float(np.ptp(numbers)))
    return [int(n) for n in np.flatnonzero(np.abs(differences - np.median(differences)) > _JUMP * usual)]


def _jumps(numbers: Numbers) -> tuple[Step, ...]:
    usual = _scatter(numbers) * math.sqrt(2)
    return tuple(Step(n + 1, float(numbers[n]), float(numbers[n + 1]), usual, None) for n in _far(numbers))
