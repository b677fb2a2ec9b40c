/*
title     = "Calls to deprecated operations"
unit      = "ratio"
better    = "lower"
kind      = "maintainability"
why       = "Each is a call that will fail on a day that its provider chooses."
formula   = "calls to operations described as deprecated / calls to described operations"
reference = ["RFC 9745"]
*/
select integration, count(case when deprecated then 1 end) as numerator, count(*) as denominator
from api_match where operation is not null and origin not in ('trial', 'probe') group by integration
