/*
title     = "Webhooks are acknowledged in time"
level     = "should"
why       = "A delivery that is not answered in time counts as failed, and comes again while the first is still worked on."
fix       = "Store the event, answer 2xx, and do the work afterwards."
effort    = "design"
reference = ["https://docs.adyen.com/development-resources/webhooks/handle-webhook-events", "Standard Webhooks 1.0.0, Request timeouts", "https://developer.squareup.com/docs/webhooks-api/delivery-sla"]
since     = "0.1"
evidence  = []
provoked  = true
limits    = { max_s = 10, share = 0.95, least = 20 }
*/
with told as (
    select w.integration, w.environment, w.origin, w.path, w.line, w.provider, w.endpoint, w.status,
        date_diff('millisecond', coalesce(w.received_at, w.sent_at), w.answered_at) / 1000.0 as seconds,
        least(coalesce(cast(s.answered_within_s as double), $max_s), $max_s) as limit_s
    from webhook_delivery w
    left join webhook_scheme s on s.scheme = w.scheme
    where w.authentic is not false and w.signed is not false
      and coalesce(w.intent, 'valid') in ('valid', 'late', 'replayed', 'duplicated', 'reordered', 'slow')
      and coalesce(w.received_at, w.sent_at) is not null
),
judged as (
    select *, case when seconds is not null then seconds > limit_s when status is null then true end as slow
    from told
)
select
    integration,
    provider || coalesce(' at ' || endpoint, '') || coalesce(', ' || environment, '') as subject,
    case when count(slow) = 0 then null
         when count(slow) < $least then count(case when slow then 1 end) = 0
         else count(case when slow then 1 end) <= (1 - $share) * count(slow) end as met,
    case when count(slow) = 0 then count(*) || ' deliveries were answered, and nobody noted when'
         else count(case when slow then 1 end) || ' of ' || count(slow) || ' took longer than ' || max(limit_s)
            || ' s, or were not answered' || coalesce('; the slowest took ' || round(max(seconds), 2) || ' s', '') end as reason,
    min(path)                                                    as path,
    min(case when slow then line end)                            as line,
    origin
from judged
group by integration, environment, origin, provider, endpoint
