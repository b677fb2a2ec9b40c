"""Defects that can be planted at run time, to see whether whoever tries this shop finds them. None by default.

`PAY_SHOP_DEFECTS=webhook_twice,over_refund` plants two.
"""

from __future__ import annotations

import os

DEFECTS = {
    "no_key": "writes go to the provider without an idempotency key",
    "key_per_attempt": "every attempt of one write has a key of its own",
    "webhook_twice": "a notification that comes again has its effect again",
    "webhook_unsigned": "a notification is believed whoever signed it",
    "webhook_rolls_back": "an older notification overwrites what a newer one said",
    "float_amounts": "amounts are floating point numbers times a hundred, whatever the currency",
    "capture_after_void": "an order that was voided can still be captured",
    "over_capture": "more can be captured than was authorised",
    "over_refund": "more can be refunded than was captured",
    "unknown_is_failed": "a payment whose answer is lost is shown as failed, and can be paid anew",
    "unknown_forever": "a payment whose answer is lost is never asked for again",
    "confirmed_early": "an order is confirmed before its payment is",
    "decline_retried": "a payment that was declined for good is sent again",
    "throttle_ignored": "a request that was told to wait is sent again at once",
    "wrong_currency": "everything is charged in euros",
    "refund_elsewhere": "a refund goes to the payment that came last, whosever it is",
}


def planted(name: str) -> bool:
    """Whether this defect is planted."""
    assert name in DEFECTS, name
    return name in os.environ.get("PAY_SHOP_DEFECTS", "").split(",")
