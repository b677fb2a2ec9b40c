/*
title     = "Operations that recordings exercise"
unit      = "count"
better    = "higher"
kind      = "coverage"
why       = "An operation that no recording exercises is tested by shoppers."
formula   = "different host, method and route in all recordings"
reference = ["RFC 9110 section 9.1"]
*/
select integration, count(distinct host || ' ' || method || ' ' || route) as value
from call where host is not null group by integration
