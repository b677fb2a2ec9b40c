/*
title     = "Calls of a page view"
unit      = "calls"
better    = "lower"
kind      = "performance"
why       = "Each call is a round trip, a failure that can happen, and something that the next page may wait for."
formula   = "recorded calls / page views of the recordings; a recording without page views is one"
reference = ["HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec)"]
*/
select integration, 1.0 * count(*) / count(distinct (path, page)) as value from call group by integration
