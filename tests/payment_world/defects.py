"""All defects of the world, and what looks like one and is lawful."""

from __future__ import annotations

from . import wrong_attempts, wrong_ledgers, wrong_notices
from .plan import SECOND, Path
from .planting import (
    CARD_PAID,
    VISA_ALLOWS_MORE,
    Defect,
    again,
    before,
    both,
    delivered,
    delivery,
    line,
    network,
    of,
    path,
    provider,
    quiet,
    series,
    setting,
    settled_after,
    since,
    soft,
)
from .seasons import DAY, HOUR

#: From its approval 2 s after the attempt to 24 h later; it is undone a minute and this much after the attempt.
UNDONE = DAY - 58 * SECOND

#: What looks wrong and is right: a double charge undone in time, as many retries as are allowed, a test that repeats.
ODDITIES: tuple[Defect, ...] = (
    Defect("undone within an hour", {}, CARD_PAID, again(7 * SECOND, path=Path.VOIDED, capture_after=HOUR)),
    Defect("undone at the last second", {}, CARD_PAID, again(7 * SECOND, path=Path.VOIDED, capture_after=UNDONE)),
    Defect(
        "pending to the last second",
        {},
        both(of("redirect"), path(Path.CAPTURED), quiet),
        setting(capture_after=2 * DAY - 59 * SECOND),
    ),
    Defect("settled on the last day", {}, CARD_PAID, then=(line(settled_after(10), "true"),)),
    Defect(
        "signed as long ago as may be",
        {},
        both(CARD_PAID, delivered, provider("stripe")),
        then=(delivery("skew_s = 300", "true"),),
    ),
    Defect("the same order in a test", {}, CARD_PAID, again(9 * SECOND, copy=2), rate=5e-4),
    Defect(
        "every attempt that Visa allows",
        {},
        both(CARD_PAID, network("visa"), before(VISA_ALLOWS_MORE)),
        series(15, DAY, soft("visa")),
        rate=5e-6,
    ),
    Defect(
        "every attempt that Visa allows since it allows more",
        {},
        both(CARD_PAID, network("visa"), since(VISA_ALLOWS_MORE)),
        series(20, DAY, soft("visa")),
        rate=5e-6,
    ),
    Defect(
        "every attempt that Mastercard allows",
        {},
        both(CARD_PAID, network("mastercard")),
        series(10, HOUR, soft("mastercard")),
        rate=5e-6,
    ),
)

DEFECTS = (*wrong_attempts.DEFECTS, *wrong_ledgers.DEFECTS, *wrong_notices.DEFECTS)
