"""The defects of the world, and what looks like one and is lawful."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from .markets import DECLINES
from .plan import ANSWERED_AFTER, SECOND, Columns, Path, extend, taken
from .planting import (
    COPY,
    ORDER,
    ORIGINAL,
    PAYMENT,
    Defect,
    Rows,
    again,
    answered,
    before,
    both,
    currency,
    decimal,
    delivered,
    delivery,
    euro,
    event,
    kind,
    listed,
    network,
    of,
    path,
    provider,
    quiet,
    regulated,
    series,
    since,
    single,
    soft,
)
from .seasons import DAY, HOUR

#: Statements that make wrong what stands in the tables already.
SAME_KEY = """insert into payment_event by name
    select e.* replace ('X' || p.n as payment, 'X' || p.order_no as order_id, 'X' || e.event as event,
        occurred_at + interval 1 hour as occurred_at, received_at + interval 1 hour as received_at,
        'declined' as state, 'declined' as said)
    from payment_event e
    join (select payment as paid, n, order_no from plan where flaw = {flaw}) p on p.paid = e.payment
    where e.side = 'api' and e.state = 'authorized'"""
LATE_ANSWER = """update dispute d set answered_at = d.due_at + interval 1 second
    from plan p where p.payment = d.payment and p.flaw = {flaw} and d.answered_at is not null"""
NO_ANSWER = """delete from dispute d
    using plan p where p.payment = d.payment and p.flaw = {flaw} and d.said <> 'open'"""

#: From its approval 2 s after the attempt to 24 h later; it is undone 8 s and this much after the attempt.
UNDONE = DAY - 6 * SECOND
LIMITS = "payment/retries_stay_within_network_limits"
#: From here on 20 attempts in 30 days are allowed instead of 15.
VISA_ALLOWS_MORE = datetime(2025, 5, 25)
_CARD_PAID = both(of("card"), path(Path.CAPTURED), quiet, single, lambda found: ~found["merchant"])
APPROVED = "e.state = 'authorized'"


def _early(found: Columns, rows: Rows) -> None:
    hours = np.array([one.hours for one in DECLINES])[found["decline"][rows]]
    more = taken(found, rows)
    more["copy"][:], more["path"][:], more["decline"][:] = 1, Path.CAPTURED, -1
    answered = ANSWERED_AFTER[found["challenged"][rows].astype(int)]
    more["begun"] = found["begun"][rows] + answered + hours * HOUR - SECOND
    more["threeds"] = np.where(regulated(more), 1, 0)
    more["refund"][:], more["dispute"][:] = 0, 0
    extend(found, more)


def _refund(found: Columns, rows: Rows) -> None:
    found["refund"][rows] = 1


def _dispute(found: Columns, rows: Rows) -> None:
    found["dispute"][rows] = 2


def _refund_late(found: Columns, rows: Rows) -> None:
    found["dispute"][rows] = 2
    found["refund"][rows] = 1
    found["refund_after"][rows] = found["dispute_after"][rows] + DAY


def _odd(found: Columns, rows: Rows) -> None:
    found["amount"][rows] += 1


def _exempt(found: Columns, rows: Rows, amount: int, exemption: int) -> None:
    found["amount"][rows], found["exemption"][rows], found["threeds"][rows] = amount, exemption, 0
    found["challenged"][rows] = False


_NOTIFIED = both(_CARD_PAID, delivered, lambda found: found["capture_after"] > DAY)
_CAPTURED = "w.object_version = '7'"
CAPTURE = "provider || ' E' || n || '-7'"
ENDPOINT = "provider || ' at shop.example/webhooks/' || provider || ', production'"
LATE = ", ".join(f"{name} = {name} + interval 30 day" for name in ("sent_at", "received_at", "answered_at"))
SLOW = """update webhook_delivery w set answered_at = w.received_at + interval 11 second
    from plan p where p.payment = w.payment and p.provider = 'worldpay' and p.n % 16 = 0
        and w.environment = 'production'"""
DEFECTS: tuple[Defect, ...] = (
    Defect(
        "an order is charged twice",
        {"payment/orders_are_charged_once": (ORDER, ORIGINAL)},
        _CARD_PAID,
        again(7 * SECOND),
    ),
    Defect(
        "the second charge is given back too late",
        {"payment/orders_are_charged_once": (ORDER, ORIGINAL)},
        _CARD_PAID,
        again(7 * SECOND, path=Path.VOIDED, capture_after=DAY),
    ),
    Defect(
        "a retry makes a key of its own",
        {"payment/retries_keep_their_key": (PAYMENT, ORIGINAL)},
        both(of("card", "wallet"), path(Path.UNKNOWN), quiet),
        then=(event("idempotency_key = 'Z' || p.n", "e.side = 'api' and e.state = 'authorized'"),),
    ),
    Defect(
        "a key names two payments",
        {"payment/one_key_names_one_request": (f"'key of ' || {PAYMENT}", ORIGINAL)},
        both(of("card"), path(Path.CAPTURED), quiet, answered, single),
        then=(SAME_KEY,),
    ),
    Defect(
        "a final decline is tried again",
        {"payment/final_declines_end": (PAYMENT, ORIGINAL)},
        both(of("card"), path(Path.DECLINED), kind("end")),
        again(2 * DAY),
    ),
    Defect(
        "one attempt too many at Visa",
        {LIMITS: (PAYMENT, ORIGINAL)},
        both(_CARD_PAID, network("visa"), before(VISA_ALLOWS_MORE)),
        series(16, DAY, soft("visa")),
        rate=5e-6,
    ),
    Defect(
        "one attempt too many at Visa, by the newer limit",
        {LIMITS: (PAYMENT, ORIGINAL)},
        both(_CARD_PAID, network("visa"), since(VISA_ALLOWS_MORE)),
        series(21, DAY, soft("visa")),
        rate=5e-6,
    ),
    Defect(
        "one attempt too many at Mastercard",
        {LIMITS: (PAYMENT, ORIGINAL)},
        both(_CARD_PAID, network("mastercard")),
        series(11, HOUR, soft("mastercard")),
        rate=5e-6,
    ),
    Defect(
        "a retry comes a second too early",
        {"payment/retries_wait_as_advised": (PAYMENT, COPY)},
        both(of("card"), path(Path.DECLINED), kind("delayed"), answered, lambda found: found["last"]),
        _early,
    ),
    Defect(
        "a decline that nobody knows",
        {"payment/declines_are_understood": ("provider || ' zz_' || n", ORIGINAL)},
        both(of("card"), path(Path.DECLINED), listed),
        rate=5e-6,
        then=(event("decline_code = 'zz_' || p.n, network_code = null", "e.state = 'declined'"),),
    ),
    Defect(
        "no strong authentication, and no exemption",
        {"payment/card_approvals_are_authenticated": (PAYMENT, ORIGINAL)},
        both(_CARD_PAID, regulated),
        then=(event("threeds = null, challenged = null, eci = null, exemption = null", "true"),),
    ),
    Defect(
        "a decline for want of authentication is tried again without",
        {"payment/soft_declines_are_stepped_up": (PAYMENT, COPY)},
        both(of("card"), path(Path.DECLINED), kind("authentication"), lambda found: found["last"] & ~found["merchant"]),
        again(60 * SECOND, threeds=0, exemption=0),
    ),
    Defect(
        "a charge of the merchant names no mandate",
        {"payment/merchant_charges_name_their_mandate": (PAYMENT, ORIGINAL)},
        both(of("card"), path(Path.CAPTURED), lambda found: found["merchant"]),
        then=(event("prior = null", "true"),),
    ),
    Defect(
        "a dispute is answered a second too late",
        {"payment/disputes_are_answered_in_time": ("provider || ' D' || n", ORIGINAL)},
        both(of("card", "wallet"), path(Path.CAPTURED), quiet),
        _dispute,
        then=(LATE_ANSWER,),
    ),
    Defect(
        "a dispute is never answered",
        {"payment/disputes_are_answered_in_time": ("provider || ' D' || n", ORIGINAL)},
        both(of("card", "wallet"), path(Path.CAPTURED), quiet),
        _dispute,
        then=(NO_ANSWER,),
    ),
    Defect(
        "what is disputed is refunded as well",
        {"payment/disputed_payments_are_not_refunded": (PAYMENT, ORIGINAL)},
        both(of("card"), path(Path.CAPTURED), lambda found: found["dispute"] == 2),
        _refund_late,
    ),
    Defect(
        "a refund goes to another card",
        {"payment/refunds_go_back_where_money_came_from": (PAYMENT, ORIGINAL)},
        _CARD_PAID,
        _refund,
        then=(event("credential = 'Q' || p.n", "e.state = 'refunded'"),),
    ),
    Defect(
        "the indicator tells of another authentication",
        {"payment/indicators_agree_with_authentication": (PAYMENT, ORIGINAL)},
        both(_CARD_PAID, regulated, lambda found: found["threeds"] == 2),
        then=(event("eci = case when e.network = 'mastercard' then '02' else '05' end", "e.eci is not null"),),
    ),
    Defect(
        "what the issuer rejected is charged",
        {"payment/rejected_authentication_is_not_charged": (PAYMENT, ORIGINAL)},
        both(_CARD_PAID, lambda found: ~regulated(found), lambda found: found["network"] < 2),
        then=(event("threeds = 'R', challenged = false", "e.state = 'authorized'"),),
    ),
    Defect(
        "an exemption for more than it covers",
        {"payment/exemptions_stay_within_their_limits": (PAYMENT, ORIGINAL)},
        both(_CARD_PAID, regulated, euro),
        lambda found, rows: _exempt(found, rows, 3001, 1),
    ),
    Defect(
        "an analysis of risk for more than it covers",
        {"payment/exemptions_stay_within_their_limits": (PAYMENT, ORIGINAL)},
        both(_CARD_PAID, regulated, euro),
        lambda found, rows: _exempt(found, rows, 50001, 2),
    ),
    Defect(
        "an amount between the steps of the provider",
        {"payment/amounts_are_ones_the_provider_takes": (PAYMENT, ORIGINAL)},
        both(of("card"), path(Path.CAPTURED), quiet, provider("checkout.com"), currency("KWD", "BHD")),
        _odd,
    ),
    Defect(
        "the decimal form is another amount",
        {"payment/amounts_agree_in_minor_units": (PAYMENT, ORIGINAL)},
        both(of("card", "wallet", "redirect"), path(Path.CAPTURED), quiet, decimal),
        then=(event("amount = (e.amount_minor // 100 + 1) || '.00'", "e.side = 'webhook' and e.state = 'captured'"),),
    ),
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


#: What looks wrong and is right: a double charge undone in time, as many retries as are allowed, a test that repeats.
ODDITIES: tuple[Defect, ...] = (
    Defect("undone within an hour", {}, _CARD_PAID, again(7 * SECOND, path=Path.VOIDED, capture_after=HOUR)),
    Defect("undone at the last second", {}, _CARD_PAID, again(7 * SECOND, path=Path.VOIDED, capture_after=UNDONE)),
    Defect("the same order in a test", {}, _CARD_PAID, again(9 * SECOND, copy=2), rate=5e-4),
    Defect(
        "every attempt that Visa allows",
        {},
        both(_CARD_PAID, network("visa"), before(VISA_ALLOWS_MORE)),
        series(15, DAY, soft("visa")),
        rate=5e-6,
    ),
    Defect(
        "every attempt that Visa allows since it allows more",
        {},
        both(_CARD_PAID, network("visa"), since(VISA_ALLOWS_MORE)),
        series(20, DAY, soft("visa")),
        rate=5e-6,
    ),
    Defect(
        "every attempt that Mastercard allows",
        {},
        both(_CARD_PAID, network("mastercard")),
        series(10, HOUR, soft("mastercard")),
        rate=5e-6,
    ),
)
