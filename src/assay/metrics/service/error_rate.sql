/*
title     = "Failed calls of the shop's own"
unit      = "ratio"
better    = "lower"
kind      = "reliability"
why       = "Failed calls are failed checkouts."
formula   = "answers of 500 and above / answers"
reference = ["RFC 9110 section 15.6"]
*/
select integration, count(case when status >= 500 then 1 end) as numerator, count(*) as denominator
from call where party = 'first' and status is not null group by integration
