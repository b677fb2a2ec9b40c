/*
title     = "Purchases saved after a soft decline"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "A soft decline says: not now, not like this. Who tries again well is paid after all."
formula   = "purchases whose first attempt was declined softly, with an approved attempt within recovered_in days / purchases whose first attempt was declined softly that long ago"
reference = ["https://docs.stripe.com/declines/codes"]
limits    = { recovered_in = 7 }
*/
with code as (select provider, code, min(class) as class from decline_code group by provider, code),
soft as (
    select a.integration, a.environment, a.origin, a.purchase, a.decided_at
    from payment_attempt a
    left join code d on d.provider = a.provider and d.code = a.decline_code
    left join code n on n.provider = a.network and n.code = a.network_code
    where a.number = 1 and a.outcome = 'declined' and coalesce(d.class, n.class) = 'soft'
      and date_diff('day', a.decided_at, cast($as_of as timestamp)) >= $recovered_in
      and coalesce(a.environment, 'production') = 'production'
),
saved as (
    select s.integration, s.purchase,
        bool_or(coalesce(date_diff('day', s.decided_at, a.decided_at) <= $recovered_in, false)) as recovered
    from soft s
    left join payment_attempt a on a.purchase = s.purchase and a.outcome = 'approved'
        and a.integration is not distinct from s.integration and a.origin is not distinct from s.origin
        and a.environment is not distinct from s.environment
    group by s.integration, s.purchase
)
select integration, count(case when recovered then 1 end) as numerator, count(*) as denominator
from saved group by integration
