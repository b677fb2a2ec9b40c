"""payment_attempt -> payment_part: what each part of the payments (a method, a country…) came to, in counts.

Attempts are counted once over all dimensions together, and these counts are added up for each dimension: the millions
are read once.
"""

from __future__ import annotations

from assay.model import Derivation
from assay.tables.attempt import PaymentPart

_DIMENSIONS = ("provider", "method", "country", "currency", "network", "device", "version")
_HAS_3DS = "(threeds is not null or challenged is not null)"
_COUNTS = {
    "attempts": "true",
    "approved": "outcome = 'approved'",
    "declined": "outcome = 'declined'",
    "failed": "outcome = 'error'",
    "unheard": "outcome = 'unknown'",
    "first_approved": "number = 1 and outcome = 'approved'",
    "first_declined": "number = 1 and outcome = 'declined'",
    "purchases": "number = 1 and was_decided",
    "paid": "number = 1 and was_paid",
    "repeated": "outcome = 'approved' and order_id is not null and amount_minor is not null and again > 1",
    "ordered": "outcome = 'approved' and order_id is not null and amount_minor is not null",
    "authenticated": _HAS_3DS,
    "challenged": "challenged",
    "frictionless": "threeds = 'Y' and not challenged",
    "passed": "threeds = 'Y' and challenged",
    "left_open": "challenged and coalesce(threeds, 'C') = 'C'",
    "exempt": "exemption is not null",
    "exempt_or_authenticated": f"(exemption is not null or {_HAS_3DS})",
}
_ONE = "integration, environment, origin, purchase"
_QUERY = f"""
with seen as (
    select *, bool_or(outcome = 'approved') over (partition by {_ONE}) as was_paid,
        bool_or(outcome in ('approved', 'declined')) over (partition by {_ONE}) as was_decided,
        case when outcome = 'approved'
            then row_number() over (partition by {_ONE}, amount_minor, currency, outcome order by number) end as again
    from payment_attempt
),
counted as (
    select integration, {", ".join(_DIMENSIONS)}, min(path) as path,
        concat_ws(' ', case when environment in ('sandbox', 'test', 'local') then 'environment=' || environment end,
            case when origin <> 'report' then 'origin=' || origin end) as apart, origin, environment,
        {", ".join(f"count(*) filter (where {condition}) as {name}" for name, condition in _COUNTS.items())}
    from seen group by all
),
parted as (
    select *, unnest(['', {", ".join(f"'{name}=' || {name}" for name in _DIMENSIONS)}]) as part from counted
)
select integration, min(path) as path, origin, concat_ws(' ', nullif(apart, ''), nullif(part, '')) as dimension,
    case when apart like 'environment=%' then min(environment) end as environment,
    {", ".join(f"cast(sum({name}) as bigint) as {name}" for name in _COUNTS)}
from parted where part is not null group by integration, origin, apart, part
"""

DERIVATION = Derivation(
    name="payment_parts",
    about="counts attempts to pay by provider, method, country, currency, network, device and version",
    fills=(PaymentPart,),
    reads={"parts": _QUERY},
    domains=("payment",),
)
