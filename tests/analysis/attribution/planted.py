"""Seeded worlds with planted causes: numbers after the published protocol of RiskLoc, and rates as payments have them.

RiskLoc (Kalander 2022, section on synthetic data): real numbers are Weibull, a share of them zero, forecasts are off by
a relative normal error, and causes take all leaves of their combinations down by one severity, with a little scatter;
the severity is told beyond the error. Set S: five dimensions, causes in any; set L: every cause a single leaf.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from assay.analysis.attribution.cause import Cause
from assay.analysis.attribution.leaves import Leaves, of_counts
from assay.analysis.attribution.rates import Rates, rates

S = (10, 12, 10, 8, 5)
L = (10, 24, 10, 15)
_PAYMENTS = {"provider": 4, "method": 5, "country": 12, "network": 3, "device": 3, "version": 4}


@dataclass(frozen=True)
class Score:
    """Causes found and planted, element by element, as Squeeze and RiskLoc count them."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


def score(found: Iterable[Cause], planted: set[str]) -> Score:
    told = {str(cause) for cause in found}
    return Score(len(told & planted), len(told - planted), len(planted - told))


def counted(seed: int, sizes: Sequence[int] = S, *, single: bool = False) -> tuple[Leaves, set[str]]:
    """Numbers real and forecast, and the causes planted; `single`: each is a leaf, as in set L."""
    rng = np.random.default_rng(seed)
    names = "abcdefgh"[: len(sizes)]
    codes = [column.ravel() for column in np.meshgrid(*map(np.arange, sizes), indexing="ij")]
    real = rng.weibull(rng.uniform(0.5, 1.0), len(codes[0])) * 100
    real *= rng.uniform(size=len(real)) > rng.uniform(0, 0.25)
    error = rng.uniform(0, 0.1 if single else 0.25)
    told = (real * (1 + rng.normal(0, error, len(real)))).clip(0)
    swapped = rng.integers(0, 2, len(real)) == 1
    real, predict = np.where(swapped, told, real), np.where(swapped, real, told)
    more = bool(real.sum() > predict.sum())
    planted: set[str] = set()
    used: list[tuple[tuple[int, ...], set[int]]] = []
    for _ in range(rng.integers(1, 6 if single else 4)):
        layer = len(sizes) if single else int(rng.integers(1, len(sizes) + 1))
        dimensions = tuple(sorted(rng.choice(len(sizes), layer, replace=False).tolist()))
        severity = rng.uniform(0.5 if single else 0.2, 1.0) + error
        scatter = 0.0 if single else rng.uniform(0, 0.1)
        for values in _elements(rng, dimensions, sizes, 1 if single else int(rng.integers(1, 4)), used):
            inside = np.logical_and.reduce([codes[d] == v for d, v in zip(dimensions, values, strict=True)])
            if not real[inside].any() or not predict[inside].any():
                continue
            left = (1 - rng.normal(severity, scatter, int(inside.sum()))).clip(0)
            if more:
                predict[inside] = real[inside] * left
            else:
                real[inside] = predict[inside] * left
            planted.add("&".join(f"{names[d]}={names[d]}{v + 1}" for d, v in zip(dimensions, values, strict=True)))
    values_told = [[f"{name}{n + 1}" for n in range(size)] for name, size in zip(names, sizes, strict=True)]
    return of_counts(names, values_told, codes, predict, real), planted


def _elements(
    rng: np.random.Generator,
    dimensions: tuple[int, ...],
    sizes: Sequence[int],
    count: int,
    used: list[tuple[tuple[int, ...], set[int]]],
) -> list[tuple[int, ...]]:
    """Different combinations that share no value with an earlier cause in a dimension that both name."""
    taken = {d: {v for known, values in used if d in known for v in values} for d in dimensions}
    free = [[v for v in range(sizes[d]) if v + 100 * d not in taken[d]] for d in dimensions]
    if not all(free) or any(known == dimensions and len(dimensions) < len(sizes) for known, _ in used):
        return []
    found = {tuple(int(rng.choice(values)) for values in free) for _ in range(count)}
    for values in found:
        used.append((dimensions, {v + 100 * d for d, v in zip(dimensions, values, strict=True)}))
    return sorted(found)


def approvals(seed: int, *, causes: int, wide: bool = False, tries: int = 30_000) -> tuple[Rates, set[str]]:
    """Attempts of six weeks and of a window, in which planted combinations are approved less often.

    What comes shifts meanwhile: some values of some dimensions bring up to thrice or a third as much. `wide`: causes
    name one dimension alone, else one to three.
    """
    rng = np.random.default_rng(seed)
    names, sizes = list(_PAYMENTS), list(_PAYMENTS.values())
    codes = np.array(list(product(*map(range, sizes)))).T
    share = np.ones(codes.shape[1])
    rate = np.full(codes.shape[1], 2.2)
    moved = np.ones(codes.shape[1])
    for code, size in zip(codes, sizes, strict=True):
        share *= rng.dirichlet(np.full(size, 3.0))[code]
        rate += rng.normal(0, 0.4, size)[code]
        if rng.random() < 0.5:
            moved[code == rng.integers(size)] *= np.exp(rng.uniform(-1.1, 1.1))
    usual = 1 / (1 + np.exp(-rate))
    base_tries = rng.poisson(share * tries * 12).astype(float)
    base = rng.binomial(base_tries.astype(int), usual).astype(float)
    now_tries = rng.poisson(share * moved * tries).astype(float)
    now_rate, planted = usual.copy(), set[str]()
    taken = np.zeros(codes.shape[1], dtype=bool)
    for _ in range(200):
        if len(planted) == causes:
            break
        dimensions = sorted(rng.choice(len(sizes), 1 if wide else int(rng.integers(1, 4)), replace=False).tolist())
        place = [(d, int(rng.integers(sizes[d]))) for d in dimensions]
        inside = np.logical_and.reduce([codes[d] == v for d, v in place])
        fall = rng.uniform(0.3, 0.9)
        # What nobody could see is not planted, and causes lie apart from each other.
        seen = now_tries[inside].sum()
        if seen * fall**2 < 60 or seen > 0.4 * now_tries.sum() or (taken & inside).any():
            continue
        taken |= inside
        now_rate[inside] *= 1 - fall
        planted.add("&".join(f"{names[d]}={names[d]}{v}" for d, v in place))
    now = rng.binomial(now_tries.astype(int), now_rate).astype(float)
    values = [[f"{name}{n}" for n in range(size)] for name, size in _PAYMENTS.items()]
    columns: list[Any] = [code.astype(np.int64) for code in codes]
    return rates(names, values, columns, (base, base_tries), (now, now_tries)), planted
