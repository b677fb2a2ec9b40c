/*
title     = "A card is not tried more often than its network allows"
level     = "must"
why       = "Beyond the limit the networks charge a fee for every attempt, and count it against the shop."
fix       = "Count declines per card and amount in the window of the network, and stop before the limit; keep the schedule in a table."
effort    = "design"
reference = ["https://developers.tabapay.com/docs/excessive-retry-rules", "https://developer.worldpay.com/products/access/reference/response-codes/scheme-codes", "https://docs.cielo.com.br/ecommerce-cielo-en/changelog/new-limit-for-visa-retries-starting-may-25-2025"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with several as (
    select integration, environment, origin, network, credential
    from payment_attempt
    where credential is not null and outcome in ('approved', 'declined')
    group by integration, environment, origin, network, credential
    having count(*) > 1 and count(case when outcome = 'declined' then 1 end) > 0
),
attempt as (
    select a.*
    from payment_attempt a
    join several s on s.network = a.network and s.credential = a.credential
        and s.integration is not distinct from a.integration
        and s.environment is not distinct from a.environment
        and s.origin is not distinct from a.origin
    where a.outcome in ('approved', 'declined')
),
retry as (
    select *,
        count(case when outcome = 'declined' then 1 end) over (partition by integration, environment, origin, network, credential, currency, amount_minor order by decided_at
            range between interval 30 day preceding and current row) - case when outcome = 'declined' then 1 else 0 end as of_amount,
        count(case when outcome = 'declined' then 1 end) over (partition by integration, environment, origin, network, credential order by decided_at
            range between interval 24 hour preceding and current row) - case when outcome = 'declined' then 1 else 0 end as of_day
    from attempt
),
held as (
    select r.*, cast(l.value as bigint) as most, l.unit,
        case l.what when 'declines' then r.of_day else r.of_amount end as declines
    from retry r
    join network_limit l on l.network = r.network
        and (r.decided_at is null or coalesce(l.since, '') = '' or r.decided_at >= try_cast(l.since as timestamp))
        and (r.decided_at is null or coalesce(l.until, '') = '' or r.decided_at < try_cast(l.until as timestamp))
    where r.of_amount > 0 or r.of_day > 0 or r.decided_at is null
)
select
    integration,
    provider || ' ' || payment                             as subject,
    case when decided_at is null then null else declines <= most end as met,
    case when decided_at is null then 'it is not told when it was tried'
         else network || ' had declined the same card' || case when unit = '30 days' then ' and amount' else '' end || ' '
            || declines || ' times in ' || unit || ' before this attempt; ' || most || ' are allowed' end as reason,
    path,
    line,
    origin
from held
