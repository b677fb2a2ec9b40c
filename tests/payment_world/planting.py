"""How something is made wrong in a plan: which payments can have it, what becomes of them, and who has to be named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from .markets import ANSWERED, COUNTRIES, DECLINES, METHODS, NETWORKS, SAID, SCA
from .plan import DELIVERED, Columns, Path, eligible, extend, micros, taken
from .seasons import DAY

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
PAYMENT = "provider || ' ' || payment"
ORDER = "provider || ' order ' || order_id"
COPY = "copy = 1"
ORIGINAL = "copy = 0"


@dataclass(frozen=True)
class Defect:
    """`subjects` maps a standard to what it has to name, as SQL over the plan and a condition.

    `among` says which payments can have it, `change` alters the plan (and may add payments), `then` are statements over
    the tables, each row `p` of the plan marked with `{flaw}`. `rate` is the share of payments.
    """

    name: str
    subjects: Mapping[str, tuple[str, str]]
    among: Callable[[Columns], Mask]
    change: Callable[[Columns, Rows], None] | None = None
    then: tuple[str, ...] = field(default=())
    paid_out: tuple[str, ...] = field(default=())
    rate: float = 1e-4


def plant(found: Columns, defects: tuple[Defect, ...], seed: int) -> None:
    """Mark and alter payments: for each its share of them, ten at the least where there are as many."""
    random = np.random.default_rng(seed)
    total = len(found["n"])
    for number, defect in enumerate(defects, 1):
        rows = some(random, found, defect.among, max(10, int(total * defect.rate)))
        found["flaw"][rows] = number if defect.subjects else -number
        if defect.change:
            defect.change(found, rows)


def some(random: np.random.Generator, found: Columns, among: Callable[[Columns], Mask], most: int) -> Rows:
    """Payments of orders in which nothing is odd so far, one of each order."""
    odd = np.zeros(int(found["order_no"].max()) + 1, dtype=bool)
    odd[found["order_no"][found["flaw"] != 0]] = True
    able = np.flatnonzero(among(found) & (found["copy"] == 0))
    able = able[~odd[found["order_no"][able]]]
    _, single = np.unique(found["order_no"][able], return_index=True)
    able = able[single]
    return np.sort(random.choice(able, min(len(able), most), replace=False))


def path(*paths: Path) -> Callable[[Columns], Mask]:
    return lambda found: np.isin(found["path"], paths)


def both(*conditions: Callable[[Columns], Mask]) -> Callable[[Columns], Mask]:
    return lambda found: np.logical_and.reduce([condition(found) for condition in conditions])


def of(*families: str) -> Callable[[Columns], Mask]:
    return lambda found: eligible(found, *families)


def quiet(found: Columns) -> Mask:
    """Neither refunded nor disputed."""
    return (found["refund"] == 0) & (found["dispute"] == 0)


def listed(found: Columns) -> Mask:
    """Of a provider whose codes of declines are known."""
    named = np.array([method.provider in SAID or method.provider == "square" for method in METHODS])
    return named[found["method"]]


def delivered(found: Columns) -> Mask:
    """Whose notifications are told, each delivered once."""
    return (found["n"] % DELIVERED == 0) & (found["r"] % 50 != 1) & (found["r"] % 100 != 2)


def answered(found: Columns) -> Mask:
    named = np.array([method.provider in ANSWERED for method in METHODS])
    return named[found["method"]]


def decimal(found: Columns) -> Mask:
    named = np.array([method.provider in ("paypal", "braintree", "mollie", "afterpay") for method in METHODS])
    return named[found["method"]]


def regulated(found: Columns) -> Mask:
    return np.isin(np.array([one.code for one in COUNTRIES])[found["country"]], SCA) & ~found["merchant"]


def euro(found: Columns) -> Mask:
    return np.array([one.currency == "EUR" for one in COUNTRIES])[found["country"]]


def provider(name: str) -> Callable[[Columns], Mask]:
    named = np.array([method.provider == name for method in METHODS])
    return lambda found: named[found["method"]]


def currency(*codes: str) -> Callable[[Columns], Mask]:
    named = np.array([one.currency in codes for one in COUNTRIES])
    return lambda found: named[found["country"]]


def network(name: str) -> Callable[[Columns], Mask]:
    return lambda found: found["network"] == NETWORKS.index(name)


def kind(kind: str) -> Callable[[Columns], Mask]:
    kinds = np.array([one.kind == kind for one in DECLINES] + [False])
    return lambda found: kinds[found["decline"]]


def single(found: Columns) -> Mask:
    return (found["attempt"] == 1) & found["last"]


def again(delay: int, **columns: int) -> Callable[[Columns, Rows], None]:
    """Another payment of the same order, `delay` microseconds later, with these columns changed."""

    def change(found: Columns, rows: Rows) -> None:
        more = taken(found, rows)
        more["copy"][:], more["challenged"][:], more["last"][:] = 1, False, False
        more["begun"] = more["begun"] + delay
        for name, value in columns.items():
            more[name][:] = value
        extend(found, more)

    return change


def series(attempts: int, pause: int, decline: int) -> Callable[[Columns, Rows], None]:
    """So many attempts before the payment itself, declined alike, each after a pause."""

    def change(found: Columns, rows: Rows) -> None:
        own = found["credential"].max() + 1 + np.arange(len(rows))
        found["credential"][rows] = own
        begin = found["begun"][rows].copy()
        found["begun"][rows] = begin + attempts * pause
        for number in range(attempts):
            more = taken(found, rows)
            more["copy"][:], more["last"][:] = 3, False
            more["path"][:], more["decline"][:] = Path.DECLINED, decline
            more["threeds"][:], more["exemption"][:], more["refund"][:], more["dispute"][:] = 0, 0, 0, 0
            more["challenged"][:] = False
            more["begun"] = begin + number * pause
            extend(found, more)

    return change


def soft(network: str) -> int:
    """The row of DECLINES that says there is no money in this card now."""
    return next(
        i for i, one in enumerate(DECLINES) if one.network == network and one.code == "51" and one.kind == "soft"
    )


def line(assignment: str, where: str) -> str:
    """A statement that changes lines of settlements about marked payments."""
    marked = "from plan p where p.payment = l.payment and p.flaw = {flaw}"
    return f"update settlement_line l set {assignment} {marked} and {where}"


def settled_after(days: int) -> str:
    """An assignment to lines of settlements: paid out so many days after they were booked."""
    day = f"(cast(l.booked_at as date) + {days})"
    return f"settled_on = {day}, batch = l.provider || '-' || l.settled_currency || '-' || {day}"


def order(assignment: str, where: str) -> str:
    """A statement that changes states of orders of marked payments."""
    marked = "from plan p where p.order_id = o.order_id and p.flaw = {flaw} and p.copy = 0"
    return f"update shop_order o set {assignment} {marked} and {where}"


def setting(**columns: int) -> Callable[[Columns, Rows], None]:
    """These columns of the plan changed."""

    def change(found: Columns, rows: Rows) -> None:
        for name, value in columns.items():
            found[name][rows] = value

    return change


def delivery(assignment: str, where: str) -> str:
    """A statement that changes deliveries about marked payments."""
    marked = "from plan p where p.payment = w.payment and p.flaw = {flaw}"
    return f"update webhook_delivery w set {assignment} {marked} and {where}"


def event(assignment: str, where: str) -> str:
    """A statement that changes events of marked payments."""
    marked = "from plan p where p.payment = e.payment and p.flaw = {flaw}"
    return f"update payment_event e set {assignment} {marked} and {where}"


def before(day: datetime) -> Callable[[Columns], Mask]:
    """Placed a month before that day, or earlier."""
    return lambda found: found["placed"] < micros(day) - 31 * DAY


def since(day: datetime) -> Callable[[Columns], Mask]:
    return lambda found: found["placed"] >= micros(day)


#: From here on Visa allows 20 attempts in 30 days instead of 15.
VISA_ALLOWS_MORE = datetime(2025, 5, 25)
#: Orders whose one attempt by card was captured in one step, and nothing went back.
CARD_PAID = both(of("card"), path(Path.CAPTURED), quiet, single, lambda found: ~found["merchant"])
