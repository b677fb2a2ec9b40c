/*
title     = "Only authentic webhooks are accepted"
level     = "must"
why       = "Whoever knows the address of a receiver that takes unsigned or forged events marks any order as paid."
fix       = "Verify the signature over the bytes as they came, with the provider's own library, before anything else is done; refuse with 400 or 401."
effort    = "local"
reference = ["Standard Webhooks 1.0.0, Verifying webhook authenticity", "https://docs.stripe.com/webhooks/signature", "https://docs.adyen.com/development-resources/webhooks/verify-hmac-signatures"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with working as (
    select distinct path, endpoint from webhook_delivery where intent = 'valid' and status >= 200 and status < 300
),
told as (
    select w.integration, w.environment, w.origin, w.path, w.line, w.provider, w.endpoint, w.status, w.applied, w.intent,
        coalesce(w.authentic, false)                             as authentic,
        -- Where a provider is not known to sign, what is not signed may be proved otherwise.
        w.authentic is null and (w.signed is null or w.signed or coalesce(w.scheme, k.provider, w.intent) is null) as unverified,
        w.status >= 200 and w.status < 300                       as accepted,
        v.path                                                   as works,
        case when w.intent is null then w.provider || ' ' || coalesce(w.event, w.delivery, 'without an id')
             else w.provider || ' ' || replace(w.intent, '_', ' ') || ': ' || w.delivery end as subject
    from webhook_delivery w
    left join working v on v.path = w.path and v.endpoint = w.endpoint
    left join webhook_scheme k on k.provider = w.provider
    where w.status is not null or w.applied is not null
)
select
    integration,
    subject,
    case when bool_or(not authentic and (accepted or applied > 0)) then false
         when bool_or(not authentic and intent is not null and works is null) then null
         else true end                                           as met,
    case when bool_or(not authentic and accepted and applied > 0) then 'was answered ' || max(status) || ' and applied, though not authentic'
         when bool_or(not authentic and accepted) then 'was answered ' || max(case when accepted then status end) || ', though not authentic'
         when bool_or(not authentic and applied > 0) then 'is not authentic, was answered ' || coalesce(cast(max(status) as varchar), 'nothing') || ' and applied all the same'
         when bool_or(not authentic and intent is not null and works is null) then 'was refused, but so was a valid one'
         when bool_and(authentic) then 'is authentic'
         else 'was answered ' || coalesce(cast(max(status) as varchar), 'nothing') || ', and is not authentic' end as reason,
    path,
    min(line)                                                    as line,
    origin
from told
where not unverified
group by integration, environment, origin, path, subject
union all
select
    integration,
    provider || coalesce(' at ' || endpoint, '') || coalesce(', ' || environment, '') as subject,
    null                                                         as met,
    count(*) || ' deliveries were accepted, and nobody noted whether they are authentic' as reason,
    min(path)                                                    as path,
    min(line)                                                    as line,
    origin
from told
where unverified and accepted
group by integration, environment, origin, provider, endpoint
