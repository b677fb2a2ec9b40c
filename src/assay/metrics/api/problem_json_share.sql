/*
title     = "Errors that are problem details"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "One shape of error is one way to handle it."
formula   = "answers of 400 and above with application/problem+json / answers of 400 and above"
reference = ["RFC 9457 section 3"]
*/
select integration, count(case when response_type = 'application/problem+json' then 1 end) as numerator, count(*) as denominator
from call where status >= 400 group by integration
