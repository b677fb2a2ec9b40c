/*
title     = "Bytes of an operation's answer"
unit      = "bytes"
better    = "lower"
kind      = "performance"
why       = "A slow phone loads and parses them each time; one operation often makes up half of a page."
formula   = "by host, method and route: sizes of the answers that are no errors, as recorded and before compression / these answers"
reference = ["HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec)"]
*/
select integration, coalesce(host, '') || ' ' || method || ' ' || route as dimension,
    avg(response_bytes) as value, count(*) as denominator
from call
where status < 400 and response_bytes is not null
group by integration, host, method, route
