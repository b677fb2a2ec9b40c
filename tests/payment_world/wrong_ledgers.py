"""Defects of lifecycles, and of what the shop, its providers and their settlements say of the same money."""

from __future__ import annotations

from .plan import DELIVERED, SECOND, Path, Twist
from .planting import (
    CARD_PAID,
    ORIGINAL,
    PAYMENT,
    Defect,
    answered,
    both,
    currency,
    event,
    line,
    of,
    order,
    path,
    provider,
    quiet,
    setting,
    settled_after,
)
from .rows import CAPTURED_AT
from .seasons import DAY

MATCH = "payment/orders_match_payments"
LIFECYCLE = "payment/payments_keep_to_their_lifecycle"
REFUNDS = "payment/refunds_stay_within_captures"
RETURNS = "payment/refunds_match_orders"
STANDS = "payment/paid_orders_rest_on_a_payment_that_stands"
CAPTURED = "payment/paid_orders_have_a_capture"
SETTLED = "payment/captures_are_settled"
UNTOLD = """delete from payment_event e
    using plan p where p.payment = e.payment and p.flaw = {flaw} and e.side = 'webhook' and e.state = 'captured'"""
UNSETTLED = "delete from settlement_line l using plan p where p.payment = l.payment and p.flaw = {flaw}"
TWICE = """insert into settlement_line by name
    select l.* replace (l.line_id || 'b' as line_id) from settlement_line l
    join plan p on p.payment = l.payment and p.flaw = {flaw}"""
STRANGE = """insert into settlement_line by name
    select l.* replace (l.line_id || 'c' as line_id, 'Y' || p.n as payment, 'Y' || p.n || '-C2' as reference,
        cast(null as varchar) as order_id)
    from settlement_line l join plan p on p.payment = l.payment and p.flaw = {flaw}"""
SETTLED_ON = f"cast(begun + to_microseconds({CAPTURED_AT}) as date) + 2"
BATCH = f"provider || ' ' || provider || '-EUR-' || ({SETTLED_ON}) || ' EUR'"
SHORT = """update settlement_line l set net_minor = l.net_minor + 100
    from plan p where p.flaw = {flaw} and l.kind = 'payout' and l.provider = p.provider and l.settled_currency = 'EUR'
    and l.settled_on = cast(p.begun + to_microseconds(p.capture_after + 60000000) as date) + 2"""

DEFECTS: tuple[Defect, ...] = (
    Defect(
        "a payment is voided after it was captured",
        {LIFECYCLE: (PAYMENT, ORIGINAL)},
        both(CARD_PAID, lambda found: ~provider("braintree")(found)),
        setting(twist=Twist.VOIDED_AFTER_CAPTURE),
    ),
    Defect(
        "a payment is captured in another currency than it was authorised in",
        {
            "payment/payments_keep_one_currency": (PAYMENT, ORIGINAL),
            SETTLED: (PAYMENT, ORIGINAL),
            CAPTURED: ("'order ' || order_id", ORIGINAL),
        },
        both(CARD_PAID, currency("GBP")),
        then=(event("currency = 'USD'", "e.state = 'captured'"),),
    ),
    Defect(
        "a unit more is captured than was authorised",
        {"payment/captures_stay_within_authorizations": (PAYMENT, ORIGINAL), MATCH: (PAYMENT, ORIGINAL)},
        CARD_PAID,
        setting(over=10),
    ),
    Defect(
        "a unit more goes back than was captured",
        {REFUNDS: (PAYMENT, ORIGINAL), RETURNS: (PAYMENT, ORIGINAL)},
        CARD_PAID,
        setting(refund=1, back=10),
    ),
    Defect(
        "an unknown outcome becomes known a second too late",
        {"payment/unknown_outcomes_are_resolved": (PAYMENT, ORIGINAL)},
        both(of("card", "wallet"), path(Path.UNKNOWN), quiet),
        setting(twist=Twist.HEARD_TOO_LATE),
    ),
    Defect(
        "a payment is pending a second too long",
        {"payment/pending_payments_end_in_time": (PAYMENT, ORIGINAL)},
        both(of("redirect"), path(Path.CAPTURED), quiet),
        setting(capture_after=2 * DAY - 58 * SECOND),
    ),
    Defect(
        "an authorisation is neither captured nor released",
        {"payment/authorizations_are_released_in_time": (PAYMENT, ORIGINAL)},
        both(of("card"), path(Path.VOIDED)),
        setting(twist=Twist.NEVER_RELEASED),
    ),
    Defect(
        "the shop shows an order as paid that was declined",
        {STANDS: ("'order ' || order_id", ORIGINAL), CAPTURED: ("'order ' || order_id", ORIGINAL)},
        both(of("card"), path(Path.DECLINED), lambda found: found["last"]),
        then=(order("said = 'paid', status = 'paid'", "o.status = 'ended'"),),
    ),
    Defect(
        "no notification tells of the capture that the answer told of",
        {"payment/webhooks_and_answers_agree": (PAYMENT, ORIGINAL)},
        both(CARD_PAID, answered, lambda found: found["n"] % DELIVERED != 0),
        then=(UNTOLD,),
    ),
    Defect(
        "an order comes to a unit more than was captured",
        {MATCH: (PAYMENT, ORIGINAL)},
        CARD_PAID,
        then=(order("total_minor = total_minor + 10, parts_minor = parts_minor + 10", "true"),),
    ),
    Defect(
        "the shop knows no order for what was captured",
        {MATCH: (PAYMENT, ORIGINAL)},
        CARD_PAID,
        then=("delete from shop_order o using plan p where p.order_id = o.order_id and p.flaw = {flaw}",),
    ),
    Defect(
        "a capture is in no settlement",
        {SETTLED: (PAYMENT, ORIGINAL)},
        CARD_PAID,
        then=(UNSETTLED,),
    ),
    Defect(
        "a capture is settled short of a unit",
        {SETTLED: (PAYMENT, ORIGINAL)},
        both(CARD_PAID, currency("EUR", "GBP", "USD")),
        then=(line("gross_minor = gross_minor - 10, net_minor = net_minor - 10", "l.settled_currency = l.currency"),),
    ),
    Defect(
        "a capture is settled twice",
        {SETTLED: (PAYMENT, ORIGINAL)},
        CARD_PAID,
        then=(TWICE,),
    ),
    Defect(
        "a capture is settled a day too late",
        {SETTLED: (PAYMENT, ORIGINAL)},
        CARD_PAID,
        then=(line(settled_after(11), "true"),),
    ),
    Defect(
        "a line settles a payment that the provider never told of",
        {SETTLED: ("provider || ' Y' || n", ORIGINAL)},
        CARD_PAID,
        then=(STRANGE,),
    ),
    Defect(
        "a refund is in no settlement",
        {"payment/refunds_are_settled": (PAYMENT, ORIGINAL)},
        CARD_PAID,
        setting(refund=1),
        then=(UNSETTLED + " and l.kind = 'refund'",),
    ),
    Defect(
        "the order does not know of a refund",
        {RETURNS: (PAYMENT, ORIGINAL)},
        CARD_PAID,
        setting(refund=1),
        then=(order("refunded_minor = 0", "true"),),
    ),
    Defect(
        "a fee is kept that the line does not tell",
        {"payment/fees_are_explained": ("provider || ' L' || n || '-7'", ORIGINAL)},
        CARD_PAID,
        then=(line("net_minor = net_minor - 5", "true"),),
    ),
    Defect(
        "a payout is less than its lines",
        {"payment/settlement_batches_add_up": (BATCH, ORIGINAL)},
        both(CARD_PAID, currency("EUR")),
        paid_out=(SHORT,),
        rate=5e-6,
    ),
)
