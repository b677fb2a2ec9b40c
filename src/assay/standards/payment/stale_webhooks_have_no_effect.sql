/*
title     = "A webhook that was signed long ago has no effect"
level     = "must"
why       = "Whoever has overheard one delivery can send it again for ever, where the time that it was signed with is not looked at."
fix       = "Hold the signed time against the clock, within 5 minutes, as the provider's library does unless it is told otherwise."
effort    = "line"
reference = ["Standard Webhooks 1.0.0, Verifying signatures", "https://docs.stripe.com/webhooks (Preventing replay attacks)"]
since     = "0.1"
evidence  = []
provoked  = true
limits    = { max_skew_s = 300 }
*/
with working as (
    select distinct path, endpoint from webhook_delivery where intent = 'valid' and status >= 200 and status < 300
),
measured as (
    select w.integration, w.environment, w.origin, w.path, w.line, w.endpoint, w.provider, w.event, w.intent, w.delivery, w.status,
        w.applied, w.status >= 200 and w.status < 300            as accepted,
        abs(w.skew_s)                                            as skew_s,
        abs(w.skew_s) > case when s.scheme is null then $max_skew_s else cast(s.signed_within_s as double) end as stale
    from webhook_delivery w
    left join webhook_scheme s on s.scheme = w.scheme
    where w.skew_s is not null and w.status is not null and w.authentic is not false and w.signed is not false
),
told as (
    select m.*, v.path as works
    from measured m
    join (select distinct provider, event, path from measured where stale) o
        on o.provider = m.provider and o.path = m.path and o.event is not distinct from m.event
    left join working v on v.path = m.path and v.endpoint = m.endpoint
),
events as (
    select integration, environment, origin, path, provider,
        coalesce(case when intent is null then event else replace(intent, '_', ' ') || ': ' || delivery end, 'without an id') as named,
        bool_or(stale)                                           as stale,
        bool_or(stale and accepted)                              as stale_accepted,
        count(case when not stale and accepted then 1 end)       as fresh,
        max(applied)                                             as applied,
        max(skew_s)                                              as skew_s,
        max(case when stale then status end)                     as status,
        bool_and(intent is not null and works is null)           as nothing_works,
        min(case when stale then line end)                       as line
    from told
    group by integration, environment, origin, path, provider, named
)
select
    integration,
    provider || ' ' || named                                     as subject,
    case when applied > 0 and fresh = 0 then false
         when applied > 1 then false
         when nothing_works then null
         when stale_accepted and applied is null then null
         else true end                                           as met,
    'signed ' || cast(round(skew_s) as integer) || ' s before or after it came, was answered ' || status
        || case when applied > 0 and fresh = 0 then ' and applied'
                when applied > 1 then '; the event was applied ' || applied || ' times'
                when nothing_works then ', but a valid one was refused as well'
                when applied is null and stale_accepted then '; whether it had an effect was not noted'
                when stale_accepted then ', without an effect of its own'
                else '' end                                      as reason,
    path,
    line,
    origin
from events
where stale
