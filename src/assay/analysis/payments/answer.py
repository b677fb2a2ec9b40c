"""The attempts of a run -> what is taken, how it compares with what is usual, and each drop with all that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from assay.engine.evidence import Evidence

from .cube import DIMENSIONS, HOUR_S, Cube, cube, known
from .drops import Drop, drops
from .mix_rate import Part, mix_rate
from .paths import Path, paths
from .usual import hours

WEEKS = 8
WINDOW_DAYS = 14
#: With fewer attempts, or fewer weeks, nobody can say what is usual.
LEAST_TRIES, LEAST_WEEKS = 500, 2


@dataclass(frozen=True, slots=True)
class Taken:
    """What was approved in one currency, now and usually in as long a time: (payments, amount in minor units)."""

    currency: str
    now: tuple[float, float]
    usual: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Day:
    """One day (UTC): attempts, those approved, and the 95 % band of what is usual, as rates; null without attempts."""

    day: date
    tries: float
    approved: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """A drop and which paths of it changed."""

    drop: Drop
    paths: Sequence[Path]


@dataclass(frozen=True, slots=True)
class Mix:
    """How much of the change of the whole rate one dimension accounts for by its mix and by its rates, exactly."""

    dimension: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Answer:
    """What attempts say. `since` to `until` is the window, `first` the beginning of the baseline.

    `unknown` says why nothing is said of drops; then there are none. `now` and `usual` are
    (approved, attempts); `days` are those of the baseline and of the window.
    """

    first: datetime
    since: datetime
    until: datetime
    unknown: str
    now: tuple[float, float]
    usual: tuple[float, float]
    taken: Sequence[Taken]
    told: Sequence[Told]
    mixes: Sequence[Mix]
    days: Sequence[Day]


def answer(
    evidence: Evidence,
    as_of: date,
    *,
    window_days: int = WINDOW_DAYS,
    by: Sequence[str] = DIMENSIONS,
    integration: str | None = None,
) -> Answer | None:
    """What the attempts up to the end of a day say; None where there is none."""
    end = datetime.combine(as_of, time()) + timedelta(days=1)
    seen = known(evidence, end, integration)
    if seen is None:
        return None
    # Whole days: the last with an attempt is seen to its end, as far as it is known.
    until = min(end, datetime.combine(seen[1].date(), time()) + timedelta(days=1))
    since = until - timedelta(days=window_days)
    first = max(since - timedelta(weeks=WEEKS), seen[0].replace(minute=0, second=0, microsecond=0))
    # Whole weeks, so that every hour of the week is there as often.
    first = since - timedelta(weeks=(since - first).days // 7) if first < since else since
    found = _narrowed(cube(evidence, first, until, integration), by)
    ends = _hour(first), _hour(since), _hour(until)
    usual, now = ((found.hour >= a) & (found.hour < b) for a, b in pairwise(ends))
    unknown = _unknown(float(found.tries[usual].sum()), (since - first).days // 7)
    dropped = [] if unknown else drops(found, *ends)
    told = [Told(drop, _paths(evidence, drop, first, since, integration)) for drop in dropped]
    rates = [(float(found.successes[part].sum()), float(found.tries[part].sum())) for part in (now, usual)]
    taken = _taken(found.of(now), found.of(usual), (ends[2] - ends[1]) / max(1, ends[1] - ends[0]))
    mixes = [] if unknown else _mixes(found.of(usual), found.of(now))
    days = [] if unknown else _days(found, *ends)
    return Answer(first, since, until, unknown, rates[0], rates[1], taken, told, mixes, days)


def _days(found: Cube, first: int, since: int, until: int) -> list[Day]:
    """Whole days of the baseline and the window; the band is that of the hours' expectations, added up."""
    import numpy as np

    told = hours(found, first, since, until, whole=True)
    day = (np.arange(first, until)) // 24
    sums = [np.bincount(day - day[0], part) for part in (told.tries, told.successes, told.expected, told.variance)]
    made = []
    for n, (tries, good, expected, variance) in enumerate(zip(*sums, strict=True)):
        reach = 1.959963984540054 * float(np.sqrt(variance))
        band = ((expected - reach) / tries, (expected + reach) / tries) if tries else (None, None)
        low, high = (None if end is None else min(1.0, max(0.0, float(end))) for end in band)
        made.append(Day(moment(24 * (int(day[0]) + n)).date(), float(tries), float(good), low, high))
    return made


def moment(hour: int) -> datetime:
    """The moment of an hour since 1970, UTC."""
    return datetime.fromtimestamp(hour * HOUR_S, UTC).replace(tzinfo=None)


def _hour(at: datetime) -> int:
    return int(at.replace(tzinfo=UTC).timestamp()) // HOUR_S


def _unknown(tries: float, weeks: int) -> str:
    if weeks < LEAST_WEEKS:
        return f"{weeks} whole weeks before the window are known; {LEAST_WEEKS} are needed to say what is usual"
    if tries < LEAST_TRIES:
        return f"{tries:,.0f} attempts before the window are known; {LEAST_TRIES} are needed to say what is usual"
    return ""


def _narrowed(found: Cube, by: Sequence[str]) -> Cube:
    """Only some dimensions, and the currency, without which money cannot be told."""
    kept = [n for n, name in enumerate(found.names) if name in {*by, "currency"}]
    names, values = tuple(found.names[n] for n in kept), tuple(found.values[n] for n in kept)
    codes = tuple(found.codes[n] for n in kept)
    return Cube(names, values, codes, found.hour, found.tries, found.successes, found.tried_minor, found.approved_minor)


def _paths(evidence: Evidence, drop: Drop, first: datetime, since: datetime, integration: str | None) -> list[Path]:
    during = moment(drop.stretch.since), moment(drop.stretch.until)
    return paths(evidence, drop.where, (first, since), during, integration)


def _taken(now: Cube, usual: Cube, share: float) -> list[Taken]:
    found = []
    place = now.names.index("currency")
    for code, currency in enumerate(now.values[place]):
        parts = [part.of(part.codes[place] == code) for part in (now, usual)]
        (good, amount), (good_b, amount_b) = ((float(p.successes.sum()), float(p.approved_minor.sum())) for p in parts)
        found.append(Taken(currency, (good, amount), (good_b * share, amount_b * share)))
    return sorted(found, key=lambda one: (-one.now[0], one.currency))


def _mixes(usual: Cube, now: Cube) -> list[Mix]:
    import numpy as np

    found = []
    for place, (name, values) in enumerate(zip(now.names, now.values, strict=True)):
        if len(values) < 2:
            continue
        periods = []
        for part in (usual, now):
            good, tried = (
                np.bincount(part.codes[place], column, minlength=len(values)) for column in (part.successes, part.tries)
            )
            periods.append(
                {value: (float(g), float(t)) for value, g, t in zip(values, good, tried, strict=True) if t > 0}
            )
        found.append(Mix(name, mix_rate(*periods)))
    return found
