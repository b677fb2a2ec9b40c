/*
title     = "Time until a webhook arrives, 95th percentile"
unit      = "s"
better    = "lower"
kind      = "performance"
why       = "Until the event arrives, the shop does not know that it was paid; a growing lag is the first sign of a queue at either end."
formula   = "95th percentile of received - occurred, over authentic events at their first delivery"
reference = ["Standard Webhooks 1.0.0, Deliverability and reliability"]
*/
with first as (
    select integration, min(occurred_at) as occurred_at, min(received_at) as received_at
    from webhook_delivery
    where event is not null and authentic is not false and occurred_at is not null and received_at is not null
      and coalesce(environment, 'production') = 'production' and origin <> 'recording'
    group by integration, provider, event
)
select integration,
    percentile_cont(0.95) within group (order by date_diff('millisecond', occurred_at, received_at) / 1000.0) as value
from first group by integration having count(*) >= 20
