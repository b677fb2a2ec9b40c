"""payment_event -> payment_attempt: each decision of a provider once, whatever sides told it.

An approval is told by an authorisation and again by its captures: a payment has one. Declines and errors are told apart
by the number of the attempt, else by the reference of the charge, else by the minute; so are several attempts of one
payment. Where a payment was neither approved nor declined, the last that was heard of it is its outcome.
"""

from __future__ import annotations

from assay.model import Derivation
from assay.tables.attempt import PaymentAttempt

_OF = "integration, environment, origin, provider, payment"
#: What is the same in all events of a payment, where it is told at all.
_SHARED = ("order_id", "session", "method", "family", "network", "country", "device", "version", "initiator")
#: What a later attempt may change.
_OWN = ("decline_code", "network_code", "advice_code", "currency", "threeds", "exemption", "credential")
_QUERY = f"""
with told as (
    select {_OF}, {", ".join(_SHARED + _OWN)}, challenged, amount_minor, path, entry, line,
        coalesce(occurred_at, received_at) as moment,
        case when state in ('authorized', 'partially_captured', 'captured') then 'approved'
             when state in ('declined', 'error') then state
             when state in ('created', 'pending', 'unknown', 'cancelled', 'expired') then 'open' end as heard,
        case when state = 'created' then 'pending' else state end as state,
        coalesce(cast(attempt as varchar), reference,
            cast(date_trunc('minute', coalesce(occurred_at, received_at)) as varchar)) as told_apart
    from payment_event
),
whole as (
    select {_OF}, {", ".join(f"max({name}) as {name}" for name in _SHARED)},
        max(threeds) as threeds, max(exemption) as exemption, max(credential) as credential,
        bool_or(challenged) as challenged, min(moment) as began_at,
        bool_or(heard in ('approved', 'declined', 'error')) as decided
    from told group by all
),
decision as (
    select {_OF}, heard, case when heard in ('declined', 'error') then told_apart end as told_apart,
        arg_max(state, (moment, entry, state)) filter (where moment is not null) as state,
        {", ".join(f"max({name}) as {name}" for name in _OWN)},
        bool_or(challenged) as challenged, max(amount_minor) as amount_minor,
        case when heard = 'open' then max(moment) else min(moment) end as decided_at,
        arg_min({{'path': path, 'line': line}}, (moment, path, entry, line)) as place
    from told where heard is not null
    group by {_OF}, heard, case when heard in ('declined', 'error') then told_apart end
),
attempt as (
    select d.integration, d.environment, d.origin, d.provider, d.payment, w.order_id, w.session,
        coalesce(w.order_id, w.session, d.provider || ' ' || d.payment) as purchase,
        case when d.heard = 'open' then coalesce(d.state, 'unknown') else d.heard end as outcome,
        d.decline_code, d.network_code, d.advice_code, d.amount_minor, d.currency,
        w.method, w.family, w.network, w.country, w.device, w.version,
        coalesce(d.threeds, w.threeds) as threeds, coalesce(d.challenged, w.challenged) as challenged,
        coalesce(d.exemption, w.exemption) as exemption, w.initiator,
        coalesce(d.credential, w.credential) as credential, w.began_at, d.decided_at, d.place.path, d.place.line
    from decision d join whole w
      on w.integration is not distinct from d.integration and w.environment is not distinct from d.environment
     and w.origin is not distinct from d.origin and w.provider = d.provider and w.payment = d.payment
    where d.heard <> 'open' or not w.decided
)
select a.*, row_number() over (partition by integration, environment, origin, purchase
    order by decided_at, payment, outcome, decline_code, line) as number
from attempt a
"""

DERIVATION = Derivation(
    name="attempts",
    about="tells attempts to pay, and how each came out, from the events of payments",
    fills=(PaymentAttempt,),
    reads={"attempts": _QUERY},
    domains=("payment",),
)
