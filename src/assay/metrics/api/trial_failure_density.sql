/*
title     = "Failures per 1,000 exchanges of a trial"
unit      = "per 1,000"
better    = "lower"
kind      = "reliability"
why       = "How often a running system contradicts its description, whatever the trial was given of time."
formula   = "1,000 x exchanges that showed a failure, probes included / exchanges"
reference = ["https://schemathesis.readthedocs.io/en/stable/reference/checks/"]
*/
with failed as (
    select integration, sum(times) as times from trial_failure group by integration
    union all
    select integration, count(*) from trial_probe where held = false group by integration
),
sent as (
    select integration, count(*) as exchanges from trial_exchange group by integration
)
select s.integration, 1000.0 * coalesce(sum(f.times), 0) / s.exchanges as value
from sent s
left join failed f on f.integration = s.integration
group by s.integration, s.exchanges
