/*
title     = "A webhook that comes late does not roll a payment back"
level     = "must"
why       = "No provider promises an order: an earlier event that arrives after a later one makes a paid order fail, or a refunded one paid."
fix       = "Keep the time or version of the newest event with the payment and change nothing by an older one, or ask the provider for the payment."
effort    = "design"
reference = ["https://docs.stripe.com/webhooks (Event ordering)", "https://docs.adyen.com/development-resources/webhooks/handle-webhook-events"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with ordered as (
    select integration, environment, origin, path, line, provider, payment, intent, state,
        lag(state) over (partition by path, environment, provider, payment order by coalesce(received_at, sent_at), entry) as before,
        occurred_at < max(occurred_at) over (partition by path, environment, provider, payment
            order by coalesce(received_at, sent_at), entry rows between unbounded preceding and 1 preceding)
        or try_cast(object_version as bigint) < max(try_cast(object_version as bigint)) over (
            partition by path, environment, provider, payment
            order by coalesce(received_at, sent_at), entry rows between unbounded preceding and 1 preceding) as late
    from webhook_delivery
    where payment is not null and authentic is not false and signed is not false and coalesce(received_at, sent_at) is not null
),
judged as (
    select o.*,
        case when o.before is null or o.state is null then null
             when o.before = o.state then true
             when o.intent is not null then false
             else cast(t.place as integer) >= cast(f.place as integer) end as keeps
    from ordered o
    left join payment_state f on f.state = o.before
    left join payment_state t on t.state = o.state
    where o.late
)
select
    integration,
    case when min(intent) is null then provider || ' ' || payment else provider || ' reordered' end as subject,
    case when bool_or(keeps = false) then false when bool_or(keeps is null) then null else true end as met,
    case when bool_or(keeps = false) then 'was ' || min(case when keeps = false then before end) || ', and became '
            || min(case when keeps = false then state end) || ' by what had happened before'
         when bool_or(keeps is null) then 'an earlier event came after a later one, and nobody noted what became of the payment'
         else 'stayed ' || min(state) || ' when ' || count(*) || ' of its earlier events came after a later one' end as reason,
    path,
    min(line)                                                    as line,
    origin
from judged
group by integration, environment, origin, path, provider, payment
