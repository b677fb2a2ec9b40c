/*
title     = "Request bodies that keep their schema"
unit      = "ratio"
better    = "higher"
kind      = "reliability"
why       = "Each that does not is refused, or half understood."
formula   = "request bodies that keep their schema / request bodies of which it can be told"
reference = ["JSON Schema 2020-12"]
*/
select integration, count(case when request_valid then 1 end) as numerator, count(request_valid) as denominator
from api_match where request_schema and origin not in ('trial', 'probe') group by integration
