/*
title     = "Attempts beyond the limits of the networks"
unit      = "ratio"
better    = "lower"
kind      = "compliance"
why       = "Each of them costs a fee of the network, whose amount the acquirer states."
formula   = "declined attempts with one card and amount in 30 days beyond the network's limit / declined attempts with a known card"
reference = ["https://developers.tabapay.com/docs/excessive-retry-rules"]
*/
with tried as (
    select integration, network, decided_at,
        count(*) over (partition by integration, environment, origin, network, credential, currency, amount_minor
            order by decided_at range between interval 30 day preceding and current row) as declines
    from payment_attempt
    where outcome = 'declined' and credential is not null and network is not null and decided_at is not null
      and coalesce(environment, 'production') = 'production'
)
select t.integration,
    count(case when t.declines > cast(l.value as bigint) then 1 end) as numerator, count(*) as denominator
from tried t
join network_limit l on l.network = t.network and l.what = 'declines of one amount'
    and (coalesce(l.since, '') = '' or t.decided_at >= try_cast(l.since as timestamp))
    and (coalesce(l.until, '') = '' or t.decided_at < try_cast(l.until as timestamp))
group by t.integration
