/*
title     = "Answers that are errors"
unit      = "ratio"
better    = "lower"
kind      = "reliability"
why       = "Client errors are calls that nobody needed to make, server errors are flows that break."
formula   = "answers of 400 and above / answers"
reference = ["RFC 9110 section 15"]
*/
select integration, count(case when status >= 400 then 1 end) as numerator, count(*) as denominator
from call where status is not null group by integration
