/*
title     = "Webhooks that came after a later one"
unit      = "ratio"
better    = "lower"
kind      = "reliability"
why       = "This is how often a receiver that takes the last for the latest would be wrong."
formula   = "events that came after a later event of the same payment / events of a payment that came after another"
reference = ["https://docs.stripe.com/webhooks (Event ordering)"]
*/
with first as (
    select integration, provider, payment, event, min(occurred_at) as occurred_at, min(received_at) as received_at
    from webhook_delivery
    where payment is not null and event is not null and authentic is not false and occurred_at is not null
      and received_at is not null and coalesce(environment, 'production') = 'production' and origin <> 'recording'
    group by integration, provider, payment, event
),
ordered as (
    select integration, occurred_at, max(occurred_at) over (partition by integration, provider, payment
        order by received_at, event rows between unbounded preceding and 1 preceding) as before
    from first
)
select integration, count(case when occurred_at < before then 1 end) as numerator, count(before) as denominator
from ordered where before is not null group by integration
