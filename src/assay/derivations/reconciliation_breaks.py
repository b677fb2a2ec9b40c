"""reconciled_payment -> reconciliation_break: each difference between two sides, and what kind it is.

All differences are here, so that what the first side says and the differences add up to what the second says, in each
currency. Of a provider of which a side has no export at all nothing is said. What an export does not reach, because it
begins later or ended earlier, is told as that.
"""

from __future__ import annotations

from assay.model import Derivation
from assay.tables.reconciliation import ReconciliationBreak

_OF = "environment, provider"
_TOLD = "(authorized_minor is not null or captured_minor is not null)"
#: An export that was made at another hour of the day may lack what a neighbour has.
_HOURS = "interval 24 hours"
_COVER = f"""
cover as materialized (
    select {_OF}, sum(orders) > 0 as has_orders, bool_or({_TOLD}) as has_payments, sum(lines) > 0 as has_lines,
        min(min(placed_at)) over (partition by environment) as orders_from,
        max(max(placed_at)) over (partition by environment) as orders_until,
        min(captured_at) as payments_from, max(captured_at) as payments_until,
        max(cast(settled_on as timestamp)) + interval 24 hours as lines_until
    from reconciled_payment group by {_OF}
)"""
_SHOP = f"""
    select 'shop and provider' as sides, flow, p.*, orders = 0 as first_is_silent, not {_TOLD} as second_is_silent,
        case when orders = 0 then orders_from - {_HOURS} else payments_from - {_HOURS} end as covered_from,
        case when orders = 0 then orders_until + {_HOURS} else payments_until + {_HOURS} end as covered_until,
        coalesce(captured_at, placed_at) as since"""
_SETTLED = f"""
    select 'provider and settlement' as sides, flow, p.*, not {_TOLD} as first_is_silent, lines = 0 as second_is_silent,
        case when not {_TOLD} then payments_from - {_HOURS} end as covered_from,
        case when {_TOLD} then lines_until else payments_until + {_HOURS} end as covered_until, since"""


def _flow(select: str, flow: str, expected: str, found: str, told: str, since: str = "") -> str:
    """Rows of one flow between two sides where they differ."""
    chosen = select.replace("flow, p.*", f"'{flow}' as flow, p.*, {expected} as expected, {found} as found")
    chosen = chosen.replace(", since", f", {since} as since") if since else chosen
    return f"""{chosen}
    from reconciled_payment p join cover c on c.environment is not distinct from p.environment
        and c.provider is not distinct from p.provider
    where {told} and {expected} <> {found}"""


def _money(minor: str) -> str:
    """Minor units as money of the currency: 12.50 EUR."""
    plain = " ".join(
        f"when {places} then cast(cast({minor} / {10**places}.0 as decimal(18, {places})) as varchar)"
        for places in (2, 3, 4)
    )
    return (
        f"case cast(c.exponent as integer) {plain} else cast({minor} as varchar) end || ' ' || coalesce(currency, '?')"
    )


_ORDERED, _CAPTURED = "coalesce(ordered_minor, 0)", "coalesce(captured_minor, 0)"
_RETURNED, _REFUNDED = "coalesce(order_refunded_minor, 0)", "coalesce(refunded_minor, 0)"
_HELD = "c.has_orders and c.has_payments"
#: A total of which the shop does not tell whether it is paid, and refunds that it does not tell of, are no difference.
_DIFFERENT = " union all ".join(
    (
        _flow(_SHOP, "paid", _ORDERED, _CAPTURED, f"{_HELD} and (orders = 0 or ordered_minor is not null)"),
        _flow(_SHOP, "refunded", _RETURNED, _REFUNDED, f"{_HELD} and (orders = 0 or order_refunded_minor is not null)"),
        _flow(
            _SETTLED,
            "paid",
            _CAPTURED,
            "coalesce(settled_minor, 0)",
            "c.has_lines and c.has_payments",
            "coalesce(captured_at, cast(settled_on as timestamp))",
        ),
        _flow(
            _SETTLED,
            "refunded",
            _REFUNDED,
            "coalesce(settled_refund_minor, 0)",
            "c.has_lines and c.has_payments",
            "coalesce(refunded_at, captured_at, cast(settled_on as timestamp))",
        ),
    )
)
_QUERY = f"""
with {_COVER},
different as materialized ({_DIFFERENT}),
elsewhere as (
    select p.environment, p.provider, p.payment, p.currency, p.orders > 0 as has_order, {_TOLD} as has_payment,
        p.lines > 0 as has_line
    from reconciled_payment p
    where p.payment in (select payment from different where first_is_silent or second_is_silent)
),
ordered as (
    select e.environment, e.provider, e.payment, min(e.order_id) as order_id
    from payment_event e
    where e.origin = 'report' and e.payment in (
        select payment from different where sides = 'shop and provider' and first_is_silent)
    group by e.environment, e.provider, e.payment
),
asked as (
    select d.*, o.order_id as event_order,
        d.first_is_silent and exists (select 1 from shop_order s where s.order_id = o.order_id
            and s.environment is not distinct from d.environment) as has_order,
        exists (
            select 1 from elsewhere e where e.payment = d.payment and e.provider is not distinct from d.provider
            and e.environment is not distinct from d.environment and e.currency is distinct from d.currency
            and case when not d.first_is_silent then (d.sides = 'shop and provider' and has_payment)
                    or (d.sides <> 'shop and provider' and has_line)
                when d.sides = 'shop and provider' then has_order else has_payment end) as in_another_currency
    from different d left join ordered o on o.payment = d.payment and o.provider is not distinct from d.provider
        and o.environment is not distinct from d.environment and d.sides = 'shop and provider' and d.first_is_silent
)
select integration, path, origin, environment, provider, payment,
    coalesce(order_id, event_order) as order_id, currency, sides, flow,
    case
        when (first_is_silent or second_is_silent) and in_another_currency then 'currency'
        when has_order then 'second_payment'
        when (first_is_silent or second_is_silent) and (since < covered_from or since > covered_until)
            then 'beyond_export'
        when sides = 'shop and provider' then case
            when first_is_silent then 'unknown_to_shop'
            when second_is_silent then 'missing_at_provider'
            when flow = 'paid' and found = 0 and authorized_minor > 0 then 'not_captured'
            when flow = 'paid' and found = 0 then 'missing_at_provider'
            else 'amount' end
        when first_is_silent then 'unknown_to_provider'
        when found = 0 and since > covered_until then 'beyond_export'
        when found = 0 then 'missing_in_settlement'
        when expected = 0 then 'unknown_to_provider'
        when found > expected and found % expected = 0 then 'settled_twice'
        else 'amount' end as kind,
    expected as expected_minor, found as found_minor, found - expected as difference_minor,
    {_money("expected")} as expected, {_money("found")} as found, since, covered_until, line
from asked left join currency c on c.code = currency
"""

DERIVATION = Derivation(
    name="reconciliation_breaks",
    about="Tells the differences between orders, payments and settlements, and of which kind each is.",
    fills=(ReconciliationBreak,),
    reads={"breaks": _QUERY},
    domains=("payment",),
)
