/*
title     = "What a webhook tells is applied once"
level     = "must"
why       = "Providers deliver at least once, and sometimes at the same time: what is applied for each delivery ships, credits or refunds twice."
fix       = "Insert the event's id under a unique key in the transaction that applies it, and apply nothing when it is there."
effort    = "design"
reference = ["Standard Webhooks 1.0.0, Verifying signatures: webhook-id as an idempotency key", "https://docs.stripe.com/webhooks (Handle duplicate events)"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with told as (
    select integration, environment, origin, path, provider, endpoint,
        case when min(intent) is null then event else replace(min(intent), '_', ' ') || ': ' || min(delivery) end as named,
        count(*)                                                 as deliveries,
        max(applied)                                             as applied,
        min(line)                                                as line
    from webhook_delivery
    where event is not null and authentic is not false and signed is not false and status >= 200 and status < 300
      and coalesce(intent, 'valid') not in ('malformed', 'stale')
    group by integration, environment, origin, path, provider, endpoint, event
)
select
    integration,
    provider || ' ' || named                                     as subject,
    applied <= 1                                                 as met,
    'accepted ' || case when deliveries = 1 then 'once' else deliveries || ' times' end || ', applied '
        || case when applied = 1 then 'once' when applied = 0 then 'never' else applied || ' times' end as reason,
    path,
    line,
    origin
from told
where applied is not null
union all
select
    integration,
    provider || coalesce(' at ' || endpoint, '') || coalesce(', ' || environment, '') as subject,
    null                                                         as met,
    count(*) || ' events were accepted several times, and nobody noted how often they were applied' as reason,
    min(path)                                                    as path,
    min(line)                                                    as line,
    origin
from told
where applied is null and deliveries > 1
group by integration, environment, origin, provider, endpoint
