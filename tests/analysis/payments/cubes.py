"""Seeded attempts by hour, as the search for drops is given them: seasons, growth, days that scatter, and one drop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assay.analysis.payments.cube import Cube

WEEKS, WINDOW_H = 8, 14 * 24
FIRST = 168 * 2800
SINCE = FIRST + WEEKS * 168
UNTIL = SINCE + WINDOW_H
_SIZES = {"provider": 2, "method": 4, "country": 4, "currency": 2, "network": 3, "device": 3, "version": 3}
_SHARES = np.array([0.5, 0.3, 0.15, 0.05])
_AMOUNT = 5500.0


@dataclass(frozen=True)
class Fall:
    """In the hours from `since` until before `until`, this share of what would be approved at a place is not."""

    where: tuple[tuple[str, str], ...]
    since: int
    until: int
    share: float


def shop(
    seed: int,
    *,
    hourly: float = 30.0,
    growth: float = 0.0,
    scatter: float = 0.0,
    drift: float = 0.0,
    fall: Fall | None = None,
) -> tuple[Cube, float]:
    """Attempts of ten weeks, and how many approvals the fall took of them.

    Rates differ by what is paid with, by night and on Mondays. `scatter` is how far days differ beyond that, `drift` by
    how much each goes on from the one before (both in logits); `growth` is the logarithm of how much more is tried in
    the end.
    """
    rng = np.random.default_rng(seed)
    hour = np.arange(UNTIL - FIRST)
    of_day, weekday, day = hour % 24, hour // 24 % 7, hour // 24
    combinations = np.array(
        [[rng.choice(n, p=_SHARES[:n] / _SHARES[:n].sum()) for n in _SIZES.values()] for _ in range(300)]
    )
    combinations = np.unique(combinations, axis=0)
    volume = hourly * (0.3 + 1.2 * np.exp(-(((of_day - 15) / 5) ** 2))) * (1 + 0.3 * (weekday >= 5))
    volume *= np.exp(growth * hour / len(hour))
    usual = 2.0 + sum(rng.normal(0, 0.25, n)[combinations[:, d]] for d, n in enumerate(_SIZES.values()))
    days = rng.normal(0, scatter, day[-1] + 1)
    strides, slow = rng.normal(0, drift, len(days)), 0.0
    for n, stride in enumerate(strides):
        slow = 0.9 * slow + stride
        days[n] += slow
    moved = days[day] - 0.45 * (of_day < 7) - 0.2 * (weekday == 0)
    rate = 1 / (1 + np.exp(-(usual[None, :] + moved[:, None])))
    tries = rng.poisson(volume[:, None] * rng.dirichlet(np.full(len(combinations), 0.5))[None, :])
    approved = rng.binomial(tries, rate)
    values = {name: tuple(f"{name}{n}" for n in range(size)) for name, size in _SIZES.items()}
    lost = np.zeros_like(approved)
    if fall:
        names = list(values)
        inside = np.logical_and.reduce(
            [combinations[:, names.index(name)] == values[name].index(value) for name, value in fall.where]
        )
        stretch = (hour >= fall.since - FIRST) & (hour < fall.until - FIRST)
        lost = rng.binomial(approved, fall.share * (stretch[:, None] & inside[None, :]))
    at, kind = np.nonzero(tries)
    tried, good = tries[at, kind].astype(float), (approved - lost)[at, kind].astype(float)
    codes = tuple(combinations[kind, d].astype(np.int64) for d in range(len(_SIZES)))
    amounts = tried * _AMOUNT, good * _AMOUNT
    return Cube(tuple(values), tuple(values.values()), codes, at + FIRST, tried, good, *amounts), float(lost.sum())
