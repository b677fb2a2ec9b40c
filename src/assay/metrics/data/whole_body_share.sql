/*
title     = "Recorded bodies that are whole"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "What was cut out of a recording is not tested by it."
formula   = "response bodies that hold at least nine tenths of the bytes that were answered / bodies whose size is known"
reference = ["HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec)"]
*/
select integration, count(case when stored_bytes >= 0.9 * response_bytes then 1 end) as numerator, count(*) as denominator
from call where response_bytes > 0 and stored_bytes is not null group by integration
