"""Numbers expected and seen, for every combination of values -> how far each is off, and how far it may be.

A leaf is a combination of one value for every dimension that occurs. How far it is off is told as by Li et al.
(Squeeze, ISSRE 2019): d = 2 (expected - seen) / (expected + seen), from -2 to 2, for then all leaves below one cause
are off by the same d, whatever their size (the generalised ripple effect). d > 0: less was seen than expected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Leaves:
    """Leaves in columns: `codes[d]` numbers the value of dimension d, of `values[d]`.

    `off` is d as above, `size` what its noise depends on: the larger of the two numbers.
    """

    names: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    codes: tuple[Codes, ...]
    off: Numbers
    size: Numbers

    def __len__(self) -> int:
        return len(self.off)

    def of(self, chosen: np.ndarray[Any, Any]) -> Leaves:
        """Some of the leaves."""
        codes = tuple(code[chosen] for code in self.codes)
        return Leaves(self.names, self.values, codes, self.off[chosen], self.size[chosen])


def of_counts(
    names: Sequence[str], values: Sequence[Sequence[str]], codes: Sequence[Codes], expected: Numbers, seen: Numbers
) -> Leaves:
    """Leaves of a number that adds up. Those of which nothing was expected nor seen tell nothing and are left out."""
    import numpy as np

    return _leaves(names, values, codes, expected, seen, np.maximum(expected, seen))


def _leaves(
    names: Sequence[str],
    values: Sequence[Sequence[str]],
    codes: Sequence[Codes],
    expected: Numbers,
    seen: Numbers,
    size: Numbers,
) -> Leaves:
    expected, seen = expected.clip(min=0), seen.clip(min=0)
    told = expected + seen > 0
    expected, seen = expected[told], seen[told]
    off = 2 * (expected - seen) / (expected + seen)
    return Leaves(tuple(names), tuple(map(tuple, values)), tuple(code[told] for code in codes), off, size[told])
