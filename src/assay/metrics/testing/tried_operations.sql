/*
title     = "Operations that a trial came through to"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "What refuses all that it is sent was not tried."
formula   = "operations with a described request answered with 2xx or 3xx / operations of the descriptions that were tried"
reference = ["https://schemathesis.readthedocs.io/en/stable/reference/warnings/"]
*/
select integration, sum(case when accepted > 0 then 1 else 0 end) as numerator, count(*) as denominator
from trial_operation
group by integration
