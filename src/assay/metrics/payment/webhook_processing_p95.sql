/*
title     = "Time until a webhook takes effect, 95th percentile"
unit      = "s"
better    = "lower"
kind      = "performance"
why       = "An event that was accepted and waits in the shop's own queue is a paid order that is not shipped."
formula   = "95th percentile of applied - received, over events that were applied"
*/
select integration,
    percentile_cont(0.95) within group (order by date_diff('millisecond', received_at, applied_at) / 1000.0) as value
from webhook_delivery
where authentic is not false and received_at is not null and applied_at >= received_at and coalesce(environment, 'production') = 'production' and origin <> 'recording'
group by integration having count(*) >= 20
