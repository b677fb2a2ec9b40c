"""shop_order, payment_step, settlement_line -> reconciled_payment: each payment on three sides, in one row.

Nothing is joined that need not be: the rows of all three sides go into one grouping by payment, which has as many
groups as there are payments, and spills where they are too many. What few values are shared by many rows (where a row
stands, provider, currency) is carried as a hash of 64 bits. Only orders and lines that lack the payment's id are looked
up by the order or the reference, and lines told in the currency of the payout by their rate.
"""

from __future__ import annotations

from assay.model import Derivation
from assay.tables.reconciliation import ReconciledPayment

_REPORTED = "origin = 'report'"
_MOVES = "('capture', 'refund', 'chargeback', 'chargeback_reversal')"
#: An order is told in as many rows as it had states: the newest counts. Most exports have one.
_ORDERS = f"""
repeated as materialized (
    select hash(environment, order_id) as id from shop_order where {_REPORTED} group by 1 having count(*) > 1
),
shop as (
    select * from shop_order o where {_REPORTED}
    and not exists (select 1 from repeated r where r.id = hash(o.environment, o.order_id))
    union all
    select * from shop_order o where {_REPORTED}
    and exists (select 1 from repeated r where r.id = hash(o.environment, o.order_id))
    qualify row_number() over (partition by environment, order_id
        order by coalesce(changed_at, placed_at) desc nulls last, entry desc) = 1
)"""
#: What is known of the payments of orders, and of the references of lines, that do not name the payment themselves.
_PLACES = f"""
place_of_order as materialized (
    select environment, order_id, likeliest.provider, likeliest.payment
    from (select environment, order_id, max({{
            'taken': coalesce(state in ('captured', 'partially_captured'), false),
            'provider': provider, 'payment': payment
        }}) as likeliest
        from payment_event where {_REPORTED} and order_id in (
            select order_id from shop_order where payment is null or provider is null
            union all select order_id from settlement_line where payment is null and reference is null)
        group by environment, order_id) e
),
place_of_reference as materialized (
    select environment, provider, reference, min(payment) as payment
    from payment_event where {_REPORTED} and reference in (
        select reference from settlement_line where payment is null and kind in {_MOVES})
    group by environment, provider, reference
)"""
#: Lines whose gross amount is told after conversion, and what one unit of it is in the payment's currency.
_LINES = f"""
paid_in as materialized (
    select environment, provider, payment, min(currency) as currency from payment_step
    where {_REPORTED} and payment in (
        select payment from settlement_line where exchange_rate is not null and currency = settled_currency)
    group by environment, provider, payment
),
exponent as materialized (select code, cast(exponent as integer) as exponent from currency),
line as (
    select l.*, coalesce(l.payment, r.payment, o.payment) as whose, coalesce(p.currency, l.currency) as in_currency,
        case when p.currency is null then 1.0
            else try_cast(l.exchange_rate as double) * 10 ** (f.exponent - t.exponent) end as rate
    from settlement_line l
    left join place_of_reference r on l.payment is null and r.reference = l.reference and r.provider = l.provider
        and r.environment is not distinct from l.environment
    left join place_of_order o on l.payment is null and l.reference is null and o.order_id = l.order_id
        and o.environment is not distinct from l.environment
    left join paid_in p on l.currency = l.settled_currency and l.exchange_rate is not null and p.payment = l.payment
        and p.provider = l.provider and p.environment is not distinct from l.environment and p.currency <> l.currency
    left join exponent f on f.code = l.currency
    left join exponent t on t.code = p.currency
    where l.{_REPORTED} and l.kind in {_MOVES}
)"""


def _side(**said: str) -> str:
    """The columns of one side, in the order of all of them; null where it says nothing."""
    return ", ".join(f"{said.get(name, f'cast(null as {kind})')} as {name}" for name, kind in _COLUMNS.items())


_COLUMNS = {
    **dict.fromkeys(("of", "source"), "ubigint"),
    **dict.fromkeys(("payment", "order_id", "order_status", "settled_currency"), "varchar"),
    **dict.fromkeys(("side", "placed", "ordered", "order_refunded", "authorized", "captured", "refunded"), "bigint"),
    **dict.fromkeys(("settled", "settled_refund", "chargeback", "fee", "net", "slack"), "bigint"),
    **dict.fromkeys(("placed_at", "captured_at", "refunded_at"), "timestamp"),
    "settled_on": "date",
}
_CAPTURES = "('captured', 'partially_captured')"
_REFUNDS = "('refunded', 'partially_refunded', 'refund_failed')"
_GROSS = "cast(round(gross_minor / rate) as bigint)"
_SOURCE = "hash(integration, path)"


def _placed(side: int) -> str:
    """Side and line in one number; the least is the provider's if it tells, else the settlement's, else the shop's."""
    return f"({side}::bigint << 56) + coalesce(line, 0)"


_ORDER = _side(
    of="hash(s.environment, coalesce(s.provider, o.provider), currency)",
    source=_SOURCE,
    payment="coalesce(s.payment, o.payment)",
    side="3",
    placed=_placed(3),
    order_id="s.order_id",
    order_status="status",
    ordered="case when status in ('paid', 'returned') then total_minor when status is not null then 0 end",
    order_refunded="refunded_minor",
    placed_at="coalesce(placed_at, changed_at)",
)
_STEP = _side(
    of="hash(environment, provider, currency)",
    source=_SOURCE,
    payment="payment",
    side="1",
    placed=_placed(1),
    authorized="authorized_minor",
    captured="captured_minor",
    refunded="case when is_last then refunded_minor end",
    captured_at=f"case when state in {_CAPTURES} then happened_at end",
    refunded_at=f"case when state in {_REFUNDS} then happened_at end",
)
_LINE = _side(
    of="hash(environment, provider, in_currency)",
    source=_SOURCE,
    payment="whose",
    side="2",
    placed=_placed(2),
    order_id="order_id",
    settled_currency="settled_currency",
    settled=f"case when kind = 'capture' then {_GROSS} end",
    settled_refund=f"case when kind = 'refund' then -{_GROSS} end",
    chargeback=f"case when kind in ('chargeback', 'chargeback_reversal') then -{_GROSS} end",
    fee="fee_minor",
    net="net_minor",
    slack="case when rate = 1 then 0 else cast(ceil(0.5 / rate) as bigint) + 1 end",
    settled_on="case when kind = 'capture' then settled_on end",
)
_BOOKS = ("shop_order", "payment_step", "settlement_line")


def _known(name: str) -> str:
    """All values of a column of the three books."""
    return f"({' union '.join(f'select {name} from {table}' for table in _BOOKS)}) as all_of_{name}({name})"


_HASHED = f"""
of_all as materialized (
    select hash(environment, provider, currency) as of, environment, provider, currency
    from {_known("environment")}, {_known("provider")}, {_known("currency")}
),
source_of as materialized (
    select {_SOURCE} as source, integration, path
    from ({" union ".join(f"select integration, path from {table}" for table in _BOOKS)})
)"""
_SUMS = ("ordered", "order_refunded", "settled", "settled_refund", "chargeback", "fee", "net", "slack")
_QUERY = f"""
with {_ORDERS}, {_PLACES}, {_LINES}, {_HASHED},
told as (
    select {_ORDER} from shop s left join place_of_order o on (s.payment is null or s.provider is null)
        and o.order_id = s.order_id and o.environment is not distinct from s.environment
    union all
    select {_STEP} from payment_step where {_REPORTED} and currency is not null
        and (is_last or state in {_CAPTURES} or state in {_REFUNDS})
    union all
    select {_LINE} from line
),
summed as (
    select of, payment, arg_min(source, placed) as source, min(placed) as placed, min(order_id) as order_id,
        min(order_status) as order_status, min(settled_currency) as settled_currency,
        {", ".join(f"sum({name}) as {name}" for name in _SUMS)},
        max(authorized) as authorized, max(captured) as captured, max(refunded) as refunded,
        count(*) filter (where side = 3) as orders, count(*) filter (where side = 2) as lines,
        min(placed_at) as placed_at, max(captured_at) as captured_at, max(refunded_at) as refunded_at,
        max(settled_on) as settled_on
    from told group by of, payment, case when payment is null then order_id end
)
select integration, path, 'report' as origin, environment, provider, payment, order_id, currency, order_status,
    {", ".join(f"cast({name} as bigint) as {name}_minor" for name in ("ordered", "order_refunded"))},
    authorized as authorized_minor, captured as captured_minor, refunded as refunded_minor,
    -- What was converted and rounded is what the provider says, as far as rounding explains it.
    cast(case when abs(settled - captured) <= slack then captured else settled end as bigint) as settled_minor,
    cast(case when abs(settled_refund - refunded) <= slack then refunded else settled_refund end as bigint)
        as settled_refund_minor,
    {", ".join(f"cast({name} as bigint) as {name}_minor" for name in ("chargeback", "fee", "net"))}, settled_currency,
    cast(coalesce(slack, 0) as bigint) as slack_minor, orders, lines, placed_at, captured_at, refunded_at, settled_on,
    nullif(placed & ((1::bigint << 56) - 1), 0) as line
from summed join of_all using (of) join source_of using (source)
"""

DERIVATION = Derivation(
    name="reconciled_payments",
    about="Holds orders, payments and settlements against each other, by payment and currency.",
    fills=(ReconciledPayment,),
    reads={"payments": _QUERY},
    domains=("payment",),
)
