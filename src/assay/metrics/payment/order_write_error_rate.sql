/*
title     = "Payment writes that were refused"
unit      = "ratio"
better    = "lower"
kind      = "reliability"
why       = "Each refused write is a shopper at the till who has to try again."
formula   = "payment writes answered with 400 and above / payment writes that were answered"
reference = ["RFC 9110 section 15"]
*/
select integration, count(case when status >= 400 then 1 end) as numerator, count(*) as denominator
from call where operation is not null and status is not null group by integration
