"""Defects of attempts to pay: keys, retries, authentication, mandates, disputes and amounts."""

from __future__ import annotations

import numpy as np

from .markets import DECLINES
from .plan import ANSWERED_AFTER, SECOND, Columns, Path, extend, taken
from .planting import (
    CARD_PAID,
    COPY,
    ORDER,
    ORIGINAL,
    PAYMENT,
    VISA_ALLOWS_MORE,
    Defect,
    Rows,
    again,
    answered,
    before,
    both,
    currency,
    decimal,
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

LIMITS = "payment/retries_stay_within_network_limits"
#: What else is wrong where an order is charged twice, or a disputed payment refunded.
MATCH = "payment/orders_match_payments"
LIFECYCLE = "payment/payments_keep_to_their_lifecycle"
REFUNDS = "payment/refunds_stay_within_captures"


def _early(found: Columns, rows: Rows) -> None:
    hours = np.array([one.hours for one in DECLINES])[found["decline"][rows]]
    more = taken(found, rows)
    more["copy"][:], more["path"][:], more["decline"][:] = 1, Path.CAPTURED, -1
    answered = ANSWERED_AFTER[found["challenged"][rows].astype(int)]
    more["begun"] = found["begun"][rows] + answered + hours * HOUR - SECOND
    more["threeds"] = np.where(regulated(more), 1, 0)
    more["refund"][:], more["dispute"][:] = 0, 0
    found["last"][rows] = False
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


DEFECTS: tuple[Defect, ...] = (
    Defect(
        "an order is charged twice",
        {"payment/orders_are_charged_once": (ORDER, ORIGINAL), MATCH: (PAYMENT, COPY)},
        CARD_PAID,
        again(7 * SECOND),
    ),
    Defect(
        "the second charge is given back too late",
        {"payment/orders_are_charged_once": (ORDER, ORIGINAL)},
        CARD_PAID,
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
        both(CARD_PAID, network("visa"), before(VISA_ALLOWS_MORE)),
        series(16, DAY, soft("visa")),
        rate=5e-6,
    ),
    Defect(
        "one attempt too many at Visa, by the newer limit",
        {LIMITS: (PAYMENT, ORIGINAL)},
        both(CARD_PAID, network("visa"), since(VISA_ALLOWS_MORE)),
        series(21, DAY, soft("visa")),
        rate=5e-6,
    ),
    Defect(
        "one attempt too many at Mastercard",
        {LIMITS: (PAYMENT, ORIGINAL)},
        both(CARD_PAID, network("mastercard")),
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
        both(CARD_PAID, regulated),
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
        {
            "payment/disputed_payments_are_not_refunded": (PAYMENT, ORIGINAL),
            LIFECYCLE: (PAYMENT, ORIGINAL),
            REFUNDS: (PAYMENT, ORIGINAL),
        },
        both(of("card"), path(Path.CAPTURED), lambda found: found["dispute"] == 2),
        _refund_late,
    ),
    Defect(
        "a refund goes to another card",
        {"payment/refunds_go_back_where_money_came_from": (PAYMENT, ORIGINAL)},
        CARD_PAID,
        _refund,
        then=(event("credential = 'Q' || p.n", "e.state = 'refunded'"),),
    ),
    Defect(
        "the indicator tells of another authentication",
        {"payment/indicators_agree_with_authentication": (PAYMENT, ORIGINAL)},
        both(CARD_PAID, regulated, lambda found: found["threeds"] == 2),
        then=(event("eci = case when e.network = 'mastercard' then '02' else '05' end", "e.eci is not null"),),
    ),
    Defect(
        "what the issuer rejected is charged",
        {"payment/rejected_authentication_is_not_charged": (PAYMENT, ORIGINAL)},
        both(CARD_PAID, lambda found: ~regulated(found), lambda found: found["network"] < 2),
        then=(event("threeds = 'R', challenged = false", "e.state = 'authorized'"),),
    ),
    Defect(
        "an exemption for more than it covers",
        {"payment/exemptions_stay_within_their_limits": (PAYMENT, ORIGINAL)},
        both(CARD_PAID, regulated, euro),
        lambda found, rows: _exempt(found, rows, 3001, 1),
    ),
    Defect(
        "an analysis of risk for more than it covers",
        {"payment/exemptions_stay_within_their_limits": (PAYMENT, ORIGINAL)},
        both(CARD_PAID, regulated, euro),
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
)
