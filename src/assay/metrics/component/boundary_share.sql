/*
title     = "Error boundaries with a fallback"
unit      = "ratio"
better    = "higher"
kind      = "reliability"
why       = "A boundary without a fallback leaves a blank page."
formula   = "error boundaries given a fallback / error boundaries whose props can be seen"
reference = ["https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary"]
*/
select
    integration,
    count(case when has_fallback then 1 end) as numerator,
    count(has_fallback)                      as denominator
from error_boundary
group by integration
