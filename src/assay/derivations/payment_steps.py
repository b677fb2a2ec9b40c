"""payment_event, payment_state, payment_edge -> payment_step: each change of a payment once, in order, with its sums.

Events of one provider, payment, environment and origin are one lifecycle. Events that say the same (state, amount,
currency) are views of one change: one side's of the same reference or event, and the n-th of its kind on each side.
Changes are ordered by when they happened, those of one instant by the place of their state in a lifecycle, so that
neither late arrival nor clocks of whole seconds make a change illegal.

Written for millions of events: one sort of narrow rows. Whose row it is, and of which lifecycle, is carried as a hash
of 64 bits; only lifecycles in which a state is told twice, or two currencies, are looked at for views.
"""

from __future__ import annotations

from assay.model import Derivation
from assay.tables.lifecycle import PaymentStep

_ENDED = "'declined', 'cancelled', 'voided', 'expired'"
_CAPTURES = "('captured', 'partially_captured')"
#: What is the same for many events.
_SHARED = "integration, path, origin, environment, provider, family, network, currency"


def _effective(state: str, authorized: str, captured: str, refunded: str) -> str:
    """The state that a payment is in after a change to `state` with these sums, which tell parts from the whole."""
    return f"""case
        when {state} in {_CAPTURES} and {authorized} > 0 and {captured} > 0 then
            case when {captured} < {authorized} then 'partially_captured' else 'captured' end
        when {state} in ('refunded', 'partially_refunded') and {captured} > 0 and {refunded} > 0 then
            case when {refunded} < {captured} then 'partially_refunded' else 'refunded' end
        -- The rest of an authorisation ended; what was captured of it stays.
        when {state} in ('voided', 'cancelled', 'expired') and {captured} > 0 and {captured} < {authorized}
            then 'captured'
        else {state} end"""


def _told(more: str = "") -> str:
    """Events, narrow: the moment holds the place of the state, so that one column orders them."""
    return f"""
    select hash(half, payment) as life, hash(half, path, integration, family, network, currency) as source, payment,
        epoch_us(coalesce(occurred_at, received_at)) * 32 + coalesce(place, 0) as moment,
        coalesce(place, 0) as place, coalesce(tells, false) as tells, adds, amount_minor, entry, line{more}
    from (
        select *, hash(provider, environment, origin) as half from payment_event where state is not null
        union all
        select *, hash(provider, environment, origin) as half
        from (select * from payment_event where state is null) n anti join silent using (provider, said)
    ) e
    left join known s on s.name = e.state"""


#: What tells views of one change from other changes, each as a hash; null where nothing is told.
_NAMES = """, side = 'api' as answered, side = 'report' as reported, hash(side) as teller,
        hash(coalesce(state, said), currency) as like_,
        case when reference is not null then hash(reference) end as reference_,
        case when event is not null then hash(event) end as event_"""

#: The few events of lifecycles in which something is told twice: one for each change, with the number of its views.
_SEEN = f"""
    select *, count(*) over (partition by kin, nth) as views,
        row_number() over (partition by kin, nth order by reported, moment, entry, line) as pick
    from (
        select *, dense_rank() over (partition by told_by order by since, change) as nth
        from (
            select *, min(moment) over (partition by told_by, change) as since
            from (
                select *, coalesce(reference_, min(reference_) over (partition by told_by),
                    case when answered then 0 else coalesce(event_, hash(moment)) end) as change
                from (
                    select *, hash(life, like_, amount_minor) as kin, hash(life, like_, amount_minor, teller) as told_by
                    from ({_told(_NAMES)}) t join repeated using (life)
                )
            )
        )
    )"""

_CHANGE = f"""
    select life, source, payment, moment, place, tells, adds, amount_minor, entry, line, 1 as views, false as is_mixed
    from ({_told()}) t anti join repeated using (life)
    union all
    select life, source, payment, moment, place, tells, adds, amount_minor, entry, line, views, is_mixed
    from ({_SEEN}) s where pick = 1"""

_SUMMED = f"""
    select source, payment, moment, place, adds, amount_minor, entry, line, views, is_mixed,
        row_number() over lifecycle as step,
        lead(moment) over lifecycle as next_moment,
        lead(place) over lifecycle is null as is_last,
        lag(case when tells then place end ignore nulls) over lifecycle as before,
        lag(tells) over lifecycle as told_before,
        sum(case when adds = 'a' then amount_minor else 0 end) over lifecycle as authorized,
        sum(case when adds = 'c' then amount_minor else 0 end) over lifecycle as captured,
        sum(case when adds = 'r' then amount_minor when adds = 'u' then -amount_minor else 0 end) over lifecycle
            as refunded,
        sum(case when adds = 'l' then amount_minor else 0 end) over lifecycle as lost
    from ({_CHANGE}) c
    window lifecycle as (partition by life order by moment, entry rows between unbounded preceding and current row)"""


def _own(*letters: str) -> str:
    """What the change itself adds to a sum."""
    listed = ", ".join(f"'{letter}'" for letter in letters)
    return f"(case when s.adds in ({listed}) then coalesce(amount_minor, 0) else 0 end)"


_STATED = f"""
    select s.*, a.tells, {_effective("a.name", "authorized", "captured", "refunded")} as state,
        {
    _effective(
        "b.name", f"(authorized - {_own('a')})", f"(captured - {_own('c')})", f"(refunded - {_own('r')} + {_own('u')})"
    )
} as previous
    from ({_SUMMED}) s left join known a on a.place = s.place left join known b on b.place = s.before"""

_STEPS = f"""
with known as materialized (
    select state as name, cast(place as tinyint) as place, cast(tells as boolean) as tells,
        cast(left(adds_to, 1) as enum ('a', 'c', 'r', 'u', 'l')) as adds
    from payment_state
),
-- What a provider says that is known to be no change of the payment.
silent as materialized (select provider, said from payment_status where state is null),
edge as materialized (
    select from_state, to_state,
        min(case when family is null and provider is null
            then coalesce(cast(since as timestamp), timestamp '0001-01-01') end) as always,
        string_agg(',' || coalesce(family, '*') || '/' || coalesce(provider, '*') || ',', '') as overlays
    from payment_edge group by from_state, to_state
),
origin as materialized (
    select hash(hash(provider, environment, origin), path, integration, family, network, currency) as source,
        {", ".join(f"any_value({name}) as {name}" for name in _SHARED.split(", "))}
    from payment_event group by all
),
repeated as materialized (
    select life, coalesce(min(money) <> max(money), false) as is_mixed
    from ({_told(", case when currency is not null then hash(currency) end as money")}) t
    group by life
    having count(*) <> bit_count(bit_or(cast(1 as integer) << place)) or min(money) <> max(money)
)
select integration, path, origin, environment, provider, payment, family, network, views, step, is_last, previous,
    state,
    case
        when previous is null or tells is not true or happened_at is null then null
        when happened_at >= always then true
        -- What is left of an authorisation can be captured, whatever came of the other parts.
        when previous = 'refunded' and state in {_CAPTURES} and captured <= authorized then true
        when contains(overlays, ',' || coalesce(family, '*') || '/' || provider || ',')
            or contains(overlays, ',' || coalesce(family, '*') || '/*,')
            or contains(overlays, ',*/' || provider || ',') then true
        when family is null and (contains(overlays, '/*,') or contains(overlays, '/' || provider || ',')) then null
        -- What was not told may have lain between, but for where nothing leads away from.
        when not told_before and previous not in ({_ENDED}) then null
        else false
    end as legal,
    amount_minor, currency,
    case when not is_mixed then cast(authorized as bigint) end as authorized_minor,
    case when not is_mixed then cast(captured as bigint) end as captured_minor,
    case when not is_mixed then cast(refunded as bigint) end as refunded_minor,
    case when not is_mixed then cast(lost as bigint) end as lost_minor,
    happened_at, next_at, entry, line
from (
    select *, make_timestamp(moment // 32) as happened_at, make_timestamp(next_moment // 32) as next_at
    from ({_STATED}) t
) s
join origin using (source)
left join edge on from_state = previous and to_state = state
"""

DERIVATION = Derivation(
    name="payment_steps",
    about="Puts the changes of each payment in order, each once, with what is captured and refunded so far.",
    fills=(PaymentStep,),
    reads={"steps": _STEPS},
    domains=("payment",),
)
