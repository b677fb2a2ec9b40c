/*
title     = "Deliveries for each event"
unit      = "ratio"
better    = "lower"
kind      = "reliability"
why       = "More than one is repeated work; a rising number tells that answers are late or lost."
formula   = "deliveries / events"
*/
select integration, sum(deliveries) / cast(count(*) as double) as value
from (
    select integration, provider, event, count(*) as deliveries
    from webhook_delivery
    where event is not null and authentic is not false and coalesce(environment, 'production') = 'production' and origin <> 'recording'
    group by integration, provider, event
) e
group by integration
