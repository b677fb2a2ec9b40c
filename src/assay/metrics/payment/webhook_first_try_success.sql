/*
title     = "Webhooks accepted at the first try"
unit      = "ratio"
better    = "higher"
kind      = "reliability"
why       = "Each event that has to come again comes later, and twice as often."
formula   = "events whose first delivery was answered with 2xx / events"
reference = ["Standard Webhooks 1.0.0, Delivery success and failure"]
*/
with tries as (
    select integration, status, row_number() over (
        partition by provider, event order by coalesce(attempt, 1), coalesce(sent_at, received_at), entry) as number
    from webhook_delivery
    where event is not null and authentic is not false and coalesce(environment, 'production') = 'production' and origin <> 'recording'
)
select integration, count(case when status >= 200 and status < 300 then 1 end) as numerator, count(*) as denominator
from tries where number = 1 group by integration
