/*
title     = "Answers that keep their schema"
unit      = "ratio"
better    = "higher"
kind      = "reliability"
why       = "Each that does not may break a client that was written by the description."
formula   = "bodies of answers that keep their schema / bodies of answers of which it can be told"
provoked  = true
reference = ["JSON Schema 2020-12"]
*/
select integration, count(case when response_valid then 1 end) as numerator, count(response_valid) as denominator
from api_match where response_schema group by integration
