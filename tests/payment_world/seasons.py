"""When people buy: hour of the week, season of the year, holidays and growth, as a distribution over hours."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

HOUR = 3_600_000_000
DAY = 24 * HOUR

#: Share of a day's orders in each hour, and of a week's on each day from Monday, relative to each other.
_HOURS = np.array([3, 2, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 10, 9, 9, 9, 10, 11, 12, 13, 14, 13, 9, 5], dtype=float)
_WEEK = np.array([1.05, 1.0, 0.98, 1.0, 1.02, 0.95, 1.1])
#: Days on which much more, or hardly anything, is bought: (month, day) -> factor.
_HOLIDAYS = {(11, 24): 2.2, (11, 25): 2.6, (11, 26): 1.8, (11, 28): 2.4, (12, 24): 0.5, (12, 25): 0.3, (1, 1): 0.6}


def moments(random: np.random.Generator, count: int, start: datetime, days: int) -> NDArray[np.int64]:
    """Sorted moments in microseconds since 1970, UTC."""
    hours = days * 24
    first = int(np.datetime64(start, "us").astype(np.int64))
    number = np.arange(hours)
    day = number // 24
    weekday = (day + start.weekday()) % 7
    year = 1 + 0.25 * np.cos(2 * np.pi * (day - 345) / 365.25)
    growth = 1.35 ** (day / 365.25)
    weight = _HOURS[number % 24] * _WEEK[weekday] * year * growth
    dates = np.datetime64(start, "D") + np.arange(days)
    month, of_month = (
        (dates.astype("datetime64[M]").astype(int) % 12) + 1,
        (dates - dates.astype("datetime64[M]")).astype(int) + 1,
    )
    for (this_month, this_day), factor in _HOLIDAYS.items():
        weight *= np.repeat(np.where((month == this_month) & (of_month == this_day), factor, 1.0), 24)
    total = np.cumsum(weight)
    found = np.searchsorted(total, np.sort(random.random(count)) * total[-1], side="right")
    return np.sort(first + found * HOUR + random.integers(0, HOUR, count))
