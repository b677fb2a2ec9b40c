"""Defects of notifications: false, old, late, slow, lost, or taken twice."""

from __future__ import annotations

from .planting import CARD_PAID, ORIGINAL, PAYMENT, Defect, both, delivered, delivery, provider
from .seasons import DAY

_NOTIFIED = both(CARD_PAID, delivered, lambda found: found["capture_after"] > DAY)
_CAPTURED = "w.object_version = '7'"
CAPTURE = "provider || ' E' || n || '-7'"
ENDPOINT = "provider || ' at shop.example/webhooks/' || provider || ', production'"
LATE = ", ".join(f"{name} = {name} + interval 30 day" for name in ("sent_at", "received_at", "answered_at"))
SLOW = """update webhook_delivery w set answered_at = w.received_at + interval 11 second
    from plan p where p.payment = w.payment and p.provider = 'worldpay' and p.n % 16 = 0
        and w.environment = 'production'"""

DEFECTS: tuple[Defect, ...] = (
    Defect(
        "a notification that is not authentic is taken",
        {"payment/webhooks_are_accepted_only_when_authentic": (CAPTURE, ORIGINAL)},
        _NOTIFIED,
        then=(delivery("authentic = false, applied = 0", _CAPTURED),),
    ),
    Defect(
        "a notification that was signed long ago is taken",
        {"payment/stale_webhooks_have_no_effect": (CAPTURE, ORIGINAL)},
        both(_NOTIFIED, provider("stripe")),  # not everybody signs a time
        then=(delivery("skew_s = 301", _CAPTURED),),
    ),
    Defect(
        "a notification is applied twice",
        {"payment/webhook_events_are_applied_once": (CAPTURE, ORIGINAL)},
        _NOTIFIED,
        then=(delivery("applied = 2", _CAPTURED),),
    ),
    Defect(
        "a late notification rolls the payment back",
        {"payment/late_webhooks_do_not_roll_back": (PAYMENT, ORIGINAL)},
        _NOTIFIED,
        then=(delivery(LATE, "w.object_version = '4'"),),
    ),
    Defect(
        "a notification never arrives",
        {"payment/webhook_events_arrive": (CAPTURE, ORIGINAL)},
        _NOTIFIED,
        then=(delivery("status = 500, applied = 0, applied_at = null, state = 'authorized'", _CAPTURED),),
    ),
    Defect(
        "one provider's notifications are answered after too long",
        {"payment/webhooks_are_acknowledged_in_time": (ENDPOINT, ORIGINAL)},
        both(_NOTIFIED, provider("worldpay")),
        then=(SLOW,),
        rate=5e-7,
    ),
    Defect(
        "one provider's notifications come in the clear",
        {"payment/webhooks_come_over_tls": (ENDPOINT, ORIGINAL)},
        both(_NOTIFIED, provider("braintree")),
        then=(delivery("secure = false", "true"),),
        rate=5e-7,
    ),
)
