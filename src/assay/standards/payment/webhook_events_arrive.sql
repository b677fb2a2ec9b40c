/*
title     = "Every event is accepted in the end"
level     = "must"
why       = "An event that is refused until the provider gives up is a payment that the shop never hears of."
fix       = "Answer 2xx to what is authentic; after an outage ask the provider for the events that were not delivered, and apply them."
effort    = "local"
reference = ["https://docs.stripe.com/webhooks/process-undelivered-events", "https://docs.adyen.com/development-resources/webhooks/troubleshoot", "https://developer.paypal.com/api/rest/webhooks/rest"]
since     = "0.1"
evidence  = []
provoked  = true
limits    = { retried_for_h = 72 }
*/
with told as (
    select w.integration, w.environment, w.origin, w.path, w.provider,
        case when min(w.intent) is null then w.event else replace(min(w.intent), '_', ' ') || ': ' || min(w.delivery) end as named,
        min(w.intent)                                            as intent,
        count(*)                                                 as deliveries,
        bool_or(w.status >= 200 and w.status < 300)              as accepted,
        max(w.applied)                                           as applied,
        max(coalesce(cast(w.status as varchar), w.error))        as answered,
        min(coalesce(w.sent_at, w.received_at))                  as first_at,
        max(coalesce(cast(s.retried_for_h as integer), $retried_for_h)) as retried_for_h,
        min(w.line)                                              as line
    from webhook_delivery w
    left join webhook_scheme s on s.scheme = w.scheme
    where w.event is not null and w.authentic is not false and w.signed is not false
      and coalesce(w.intent, 'valid') in ('valid', 'late', 'slow')
    group by w.integration, w.environment, w.origin, w.path, w.provider, w.event
),
judged as (
    select *, case when first_at is not null then date_diff('hour', first_at, cast($as_of as timestamp)) > retried_for_h end as given_up
    from told
)
select
    integration,
    provider || ' ' || named                                     as subject,
    case when coalesce(accepted, false) and intent is not null then applied is null or applied > 0
         when coalesce(accepted, false) or applied > 0 then true
         when intent is not null then false
         when given_up then false end                            as met,
    case when coalesce(accepted, false) and intent is not null and applied = 0 then 'was accepted, but took no effect'
         when coalesce(accepted, false) then 'was accepted'
         when applied > 0 then 'was never accepted, and made up for otherwise'
         when intent is not null then 'is valid, and was answered ' || coalesce(answered, 'nothing')
         when given_up then 'was delivered ' || deliveries || ' times in vain (' || coalesce(answered, 'no answer') || ') and is given up'
         else 'was delivered ' || deliveries || ' times in vain so far (' || coalesce(answered, 'no answer') || '); it may come again' end as reason,
    path,
    line,
    origin
from judged
