/*
title     = "Calls per recorded flow"
unit      = "count"
better    = "lower"
kind      = "performance"
why       = "Each call is a chance to fail and a round trip to wait for."
formula   = "calls / recordings"
reference = ["HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec)"]
*/
select integration, 1.0 * count(*) / nullif(count(distinct path), 0) as value from call group by integration
