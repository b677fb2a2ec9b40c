/*
title     = "Time until an unknown outcome is known"
unit      = "s"
better    = "lower"
kind      = "performance"
why       = "As long as the outcome is unknown, the shopper waits or pays again."
formula   = "95th percentile of the seconds from an unknown outcome to the next state that the provider tells, of at least 20"
reference = ["https://docs.adyen.com/development-resources/webhooks"]
limits    = { at_least = 20 }
*/
with waited as (
    select u.integration, u.provider, u.payment, u.step, date_diff('second', u.happened_at, min(s.happened_at)) as seconds
    from payment_step u
    join payment_step s on s.provider = u.provider and s.payment = u.payment and s.step > u.step
        and s.environment is not distinct from u.environment and s.origin is not distinct from u.origin
    join payment_state k on k.state = s.state and k.tells = 'true'
    where u.state = 'unknown' and u.happened_at is not null and coalesce(u.environment, 'production') = 'production'
    group by u.integration, u.provider, u.payment, u.environment, u.origin, u.step, u.happened_at
)
select integration, quantile_cont(seconds, 0.95) as value
from waited group by integration having count(*) >= $at_least
