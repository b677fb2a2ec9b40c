"""Leaves -> how likely each would be so far off if nothing were wrong.

What is wrong is off to one side, and noise to both: the scale of the noise is the median of the quieter side (times
1.4826, as a median absolute deviation), for leaves of like size, and its density that of the quieter side, mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .leaves import Leaves

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]

_MAD = 1.4826
#: Leaves are sorted into so many classes by their size.
_CLASSES = 10
#: So many leaves on a side it takes to tell its scale.
_FEW = 20
#: Less than this is no noise but rounding.
LEAST = 0.01
#: The furthest of the quieter side, from which the tail is told: this share of them, and no fewer than that number.
_TAIL, _LEAST_TAIL = 0.01, 30
#: No tail is taken for heavier than this (shape of the generalised Pareto distribution).
_HEAVIEST = 0.4
_STEPS = 16
#: The mean square of one side is so many times that of the other: it is wrong to that side.
_CLEARLY = 1.5


@dataclass(frozen=True, slots=True)
class Noise:
    """Of each leaf the `scale` of its noise, and `log_density` of how far it is off, both in units of d."""

    scale: Numbers
    log_density: Numbers

    def of(self, chosen: np.ndarray[Any, Any]) -> Noise:
        """Of some of the leaves."""
        return Noise(self.scale[chosen], self.log_density[chosen])


def noise(leaves: Leaves) -> Noise:
    """The noise of leaves most of which may be wrong, as long as a fifth is not, and what is wrong leans to a side."""
    import numpy as np

    scale = _scales(leaves)
    told = leaves.off / scale
    more, less = told[told >= 0], -told[told <= 0]
    if _is_clear(more, less):
        quiet = min((more, less), key=_square)
        more, less = quiet, quiet
    # What is off to one side is held against the other side: it is not itself in what it is measured by.
    density = np.where(told > 0, _log_density(less, np.abs(told)), _log_density(more, np.abs(told)))
    return Noise(scale, density - np.log(scale))


def _is_clear(more: Numbers, less: Numbers) -> bool:
    """Whether one side is so much further off that only the other is noise; both have leaves enough to tell."""
    least, most = sorted((_square(more), _square(less)))
    return min(len(more), len(less)) >= _FEW and most > _CLEARLY * least


def _square(side: Numbers) -> float:
    import numpy as np

    return float(np.mean(side**2)) if len(side) else 0.0


def _log_density(quiet: Numbers, told: Numbers) -> Numbers:
    """Log density of both sides at `told`, of absolute values that are noise: normal where there are few.

    The tail is that of a generalised Pareto distribution (Pickands 1975) by its moments (Hosking and Wallis 1987).
    """
    import numpy as np

    count = len(quiet)
    if count < 2 * _LEAST_TAIL:
        return np.asarray(-0.5 * told**2 - 0.5 * np.log(2 * np.pi))
    far = max(_LEAST_TAIL, int(_TAIL * count))
    quiet = np.sort(quiet)
    start = float(quiet[-far])
    beyond = quiet[-far:] - start
    mean, variance = float(beyond.mean()) or LEAST, float(beyond.var())
    shape = min(_HEAVIEST, max(0.0, 0.5 * (1 - mean**2 / variance))) if variance else 0.0
    reach = mean * (1 - shape)
    over = np.maximum(0, told - start)
    tail = -over / reach if shape < LEAST else -(1 / shape + 1) * np.log1p(shape * over / reach)
    tail = tail + np.log(far / count / 2 / reach)
    edges = np.linspace(0, max(start, LEAST), _STEPS + 1)
    masses = np.histogram(quiet[quiet < edges[-1]], edges)[0] + 0.5
    density = np.log((1 - far / count) * masses / masses.sum() / 2 / np.diff(edges))
    place = np.clip(np.searchsorted(edges, told, side="right") - 1, 0, _STEPS - 1)
    return np.asarray(np.where(told < edges[-1], density[place], tail))


def _scales(leaves: Leaves) -> Numbers:
    import numpy as np

    scale = np.empty(len(leaves))
    bounds = np.unique(np.quantile(leaves.size, np.linspace(0, 1, _CLASSES + 1)[1:-1])) if len(leaves) else np.empty(0)
    whole = _side_scale(leaves.off, LEAST)
    group = np.searchsorted(bounds, leaves.size, side="left")
    for number in range(len(bounds) + 1):
        inside = group == number
        scale[inside] = _side_scale(leaves.off[inside], whole)
    return scale


def _side_scale(off: Numbers, otherwise: float) -> float:
    """The scale of the quieter side; as given where neither has leaves enough."""
    import numpy as np

    sides = [off[off >= 0], -off[off <= 0]]
    found = [_MAD * float(np.median(side)) for side in sides if len(side) >= _FEW]
    return max(LEAST, min(found)) if found else max(LEAST, otherwise)
