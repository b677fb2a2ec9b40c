"""The plan of the world: one element per payment in each column, before anything is told of it.

An order is paid in one or more attempts, each a payment of its own; all but the last are declined in a way that allows
another, and the next keeps the wait that was advised. What is true of an order stands in each of its payments. `over`
is captured beyond the amount, and `back` refunded beyond it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .markets import ANSWERED, COUNTRIES, DECLINES, METHODS, NETWORKS, PROVIDERS, SCA
from .seasons import DAY, HOUR, moments

Columns = dict[str, NDArray[Any]]
SECOND = 1_000_000
MINUTE = 60 * SECOND
START = datetime(2023, 6, 1)
DAYS = 3 * 365 + 1
AS_OF = START + timedelta(days=DAYS)
#: Nothing is planted in what began later: it would have no time to show.
SETTLED_BY = AS_OF - timedelta(days=220)
FAMILIES = ("card", "wallet", "pay_later", "redirect", "bank_debit", "voucher", "offline")
#: One payment in so many has its deliveries told.
DELIVERED = 4
#: From an attempt to its answer: without a challenge of the shopper, and with one.
ANSWERED_AFTER = np.array([2 * SECOND, 42 * SECOND])
THREEDS = ("", "Y", "A")
EXEMPTIONS = ("", "low_value", "transaction_risk_analysis")


class Path(IntEnum):
    """How a payment goes."""

    CAPTURED = 0
    PARTS = 1
    INCREMENTED = 2
    VOIDED = 3
    DECLINED = 4
    UNKNOWN = 5
    ERROR = 6
    CANCELLED = 7
    LAPSED = 8
    RETURNED = 9


class Twist(IntEnum):
    """What else befalls a payment."""

    NONE = 0
    VOIDED_AFTER_CAPTURE = 1
    HEARD_TOO_LATE = 2
    NEVER_RELEASED = 3


#: Family -> how its last attempts go, and how often.
_ENDS: dict[str, dict[Path, float]] = {
    "card": {
        Path.CAPTURED: 0.8,
        Path.PARTS: 0.06,
        Path.INCREMENTED: 0.01,
        Path.VOIDED: 0.04,
        Path.DECLINED: 0.07,
        Path.UNKNOWN: 0.015,
        Path.ERROR: 0.005,
    },
    "wallet": {Path.CAPTURED: 0.92, Path.VOIDED: 0.03, Path.UNKNOWN: 0.01, Path.ERROR: 0.04},
    "pay_later": {Path.CAPTURED: 0.82, Path.PARTS: 0.1, Path.VOIDED: 0.05, Path.ERROR: 0.03},
    "redirect": {Path.CAPTURED: 0.88, Path.CANCELLED: 0.08, Path.LAPSED: 0.04},
    "bank_debit": {Path.CAPTURED: 0.96, Path.RETURNED: 0.02, Path.CANCELLED: 0.02},
    "voucher": {Path.CAPTURED: 0.7, Path.LAPSED: 0.3},
    "offline": {Path.CAPTURED: 0.85, Path.CANCELLED: 0.15},
}
_ATTEMPTS = np.array([0.87, 0.09, 0.025, 0.01, 0.005])
_SOFT = {
    network: [i for i, one in enumerate(DECLINES) if one.network == network and one.kind != "end"]
    for network in NETWORKS
}
_END = {
    network: [i for i, one in enumerate(DECLINES) if one.network == network and one.kind == "end"]
    for network in NETWORKS
}


def plan(payments: int, seed: int) -> Columns:
    """About `payments` payments, in the order of their orders."""
    random = np.random.default_rng(seed)
    orders = _orders(random, int(payments / (_ATTEMPTS @ np.arange(1, 6) * 0.55 + 0.45)))
    attempts = orders.pop("attempts")
    first = np.cumsum(attempts) - attempts
    found = {name: np.repeat(column, attempts) for name, column in orders.items()}
    total = int(attempts.sum())
    found["n"] = np.arange(total)
    found["attempt"] = found["n"] - np.repeat(first, attempts) + 1
    found["last"] = found["attempt"] == np.repeat(attempts, attempts)
    found["r"] = random.integers(0, 2**31, total)
    _outcomes(random, found)
    _authentication(random, found)
    _times(random, found)
    _afterwards(random, found)
    found["flaw"] = np.zeros(total, dtype=np.int16)
    found["copy"] = np.zeros(total, dtype=np.int16)
    for name in ("over", "back", "twist"):
        found[name] = np.zeros(total, dtype=np.int64)
    return found


def micros(moment: datetime) -> int:
    """Microseconds since 1970, UTC."""
    return int(np.datetime64(moment, "us").astype(np.int64))


def eligible(found: Columns, *families: str) -> NDArray[np.bool_]:
    """Payments of these families that had time for everything, and nothing wrong with them so far."""
    old = found["placed"] < micros(SETTLED_BY)
    listed = [FAMILIES.index(family) for family in families] or range(len(FAMILIES))
    return old & (found["flaw"] == 0) & np.isin(found["family"], listed)


def extend(found: Columns, more: Columns) -> NDArray[np.int64]:
    """Add payments, columns as in `found`; returns their numbers."""
    start = len(found["n"])
    numbers = np.arange(start, start + len(more["n"]))
    more = {**more, "n": numbers}
    for name in found:
        found[name] = np.concatenate([found[name], more[name].astype(found[name].dtype)])
    return numbers


def taken(found: Columns, rows: NDArray[np.int64]) -> Columns:
    """Copies of some payments."""
    return {name: column[rows].copy() for name, column in found.items()}


def _orders(random: np.random.Generator, count: int) -> Columns:
    placed = moments(random, count, START, DAYS)
    method = _chosen(random, count, (method.share for method in METHODS))
    country = _chosen(random, count, (country.share for country in COUNTRIES))
    family = np.array([FAMILIES.index(one.family) for one in METHODS])[method]
    rate = np.array([one.rate * 10.0**one.exponent for one in COUNTRIES])[country]
    euros = np.exp(random.normal(3.7, 0.9, count))
    # Some carts cost exactly what exempts them.
    euros = np.where(random.random(count) < 0.004, np.where(random.random(count) < 0.5, 30.0, 500.0), euros)
    amount = np.maximum(np.round(euros * rate), 50).astype(np.int64)
    # What ends in less than ten of the smallest three-decimal coins cannot be settled by every network.
    amount = np.where(np.array([one.exponent for one in COUNTRIES])[country] == 3, (amount + 9) // 10 * 10, amount)
    card = family == FAMILIES.index("card")
    attempts = np.where(card, _chosen(random, count, _ATTEMPTS) + 1, 1)
    return {
        "order_no": np.arange(count), "placed": placed, "method": method, "country": country, "family": family,
        "amount": amount, "attempts": attempts,
        "network": np.where(family <= 1, _chosen(random, count, (0.5, 0.42, 0.08)), -1),
        "merchant": card & (random.random(count) < 0.08),
        "credential": random.integers(0, max(count * 6 // 10, 1), count),
    }  # fmt: skip


def _chosen(random: np.random.Generator, count: int, shares: Iterable[float]) -> NDArray[np.int64]:
    edges = np.cumsum(np.fromiter(shares, dtype=float))
    return np.searchsorted(edges / edges[-1], random.random(count), side="right")


def _outcomes(random: np.random.Generator, found: Columns) -> None:
    """`path`, and the row of DECLINES of what is declined."""
    count = len(found["n"])
    path = np.full(count, Path.DECLINED, dtype=np.int64)
    for family, ends in _ENDS.items():
        of = np.flatnonzero((found["family"] == FAMILIES.index(family)) & found["last"])
        path[of] = np.array(list(ends))[_chosen(random, len(of), ends.values())]
    answered = np.isin(np.array([PROVIDERS.index(one.provider) for one in METHODS])[found["method"]],
                       [PROVIDERS.index(name) for name in ANSWERED])  # fmt: skip
    path[(path == Path.UNKNOWN) & ~answered] = Path.CAPTURED
    decline = np.full(count, -1, dtype=np.int64)
    for number, network in enumerate(NETWORKS):
        declined = (path == Path.DECLINED) & (found["network"] == number)
        for rows, pool in (
            (declined & ~found["last"], _SOFT[network]),
            (declined & found["last"], _END[network] + _SOFT[network]),
        ):
            decline[rows] = random.choice(pool, int(rows.sum()))
    # A card that is dead pays nothing else, before or after.
    ended = np.flatnonzero(found["last"] & (path == Path.DECLINED))
    fresh = int(found["credential"].max(initial=0)) + 1 + found["order_no"]
    dead = np.isin(found["order_no"], found["order_no"][ended])
    found["credential"] = np.where(dead | (found["attempt"] > 2), fresh, found["credential"])
    several = np.isin(found["order_no"], found["order_no"][found["attempt"] > 1])
    found["credential"] = np.where(several, fresh, found["credential"])
    found["path"], found["decline"] = path, decline


def _times(random: np.random.Generator, found: Columns) -> None:
    """`at`: when each attempt is made; a wait that was advised is kept, now and then to the second."""
    count = len(found["n"])
    waits = np.array([one.hours * HOUR for one in DECLINES] + [0])[np.roll(found["decline"], 1)]
    pause = (20 * SECOND + random.exponential(180 * SECOND, count)).astype(np.int64)
    exact = random.random(count) < 0.1
    # The wait begins with the answer, which a challenge delays.
    answered = ANSWERED_AFTER[np.roll(found["challenged"], 1).astype(int)]
    gap = answered + waits + np.where((waits > 0) & exact, 0, pause)
    gap = np.where(found["attempt"] == 1, 0, gap)
    summed = np.cumsum(gap)
    begin = np.maximum.accumulate(np.where(found["attempt"] == 1, np.arange(count), 0))
    found["begun"] = found["placed"] + summed - summed[begin] + SECOND


def _authentication(random: np.random.Generator, found: Columns) -> None:
    """`threeds`, `challenged` and `exemption` of approved payments by card, where the law asks for one of them."""
    count = len(found["n"])
    regulated = np.isin(np.array([one.code for one in COUNTRIES])[found["country"]], SCA)
    asked = regulated & (found["family"] == 0) & ~found["merchant"]
    euro = np.array([one.currency == "EUR" for one in COUNTRIES])[found["country"]]
    luck = random.random(count)
    low = asked & euro & (found["amount"] <= 3000) & (luck < 0.5)
    analysed = asked & euro & ~low & (found["amount"] <= 50000) & (luck > 0.9)
    before = np.roll(found["decline"], 1)
    kinds = np.array([one.kind == "authentication" for one in DECLINES] + [False])
    stepped = kinds[before] & (found["attempt"] > 1) & (found["family"] == 0)
    status = np.where(random.random(count) < 0.1, 2, 1)
    # What a network declines for want of authentication had none.
    wanting = (found["decline"] >= 0) & kinds[found["decline"]] & ~stepped
    by_threeds = (asked & ~low & ~analysed & ~wanting) | stepped
    found["threeds"] = np.where(by_threeds, np.where(stepped, 1, status), 0)
    found["challenged"] = by_threeds & (found["threeds"] == 1) & (stepped | (random.random(count) < 0.4))
    found["exemption"] = np.where(wanting | stepped, 0, np.where(low, 1, np.where(analysed, 2, 0)))


def _afterwards(random: np.random.Generator, found: Columns) -> None:
    """Capture, refunds and disputes: delays in microseconds, and how."""
    count = len(found["n"])
    days = random.random(count)
    later = np.where(found["family"] == FAMILIES.index("pay_later"), 1 + 19 * days, 5 * days)
    found["capture_after"] = np.where(random.random(count) < 0.4, 5 * SECOND, later * DAY + HOUR).astype(np.int64)
    slow = {"redirect": 10 / 1440, "bank_debit": 4, "voucher": 5, "offline": 8}
    for family, most in slow.items():
        of = found["family"] == FAMILIES.index(family)
        found["capture_after"][of] = (30 * SECOND + days[of] * most * DAY).astype(np.int64)
    paid = np.isin(found["path"], (Path.CAPTURED, Path.PARTS, Path.INCREMENTED, Path.UNKNOWN))
    found["refund"] = np.where(paid & (random.random(count) < 0.07), random.choice([1, 2, 3], count), 0)
    found["refund_after"] = ((3 + 37 * random.random(count)) * DAY).astype(np.int64)
    disputable = paid & (found["family"] <= 1) & (found["refund"] == 0)
    found["dispute"] = np.where(disputable & (random.random(count) < 0.008), random.choice([1, 2, 3], count), 0)
    found["dispute_after"] = ((5 + 50 * random.random(count)) * DAY).astype(np.int64)
    found["answer_at"] = np.where(random.random(count) < 0.1, 1.0, 0.1 + 0.85 * random.random(count))
