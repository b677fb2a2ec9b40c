/*
title     = "Bytes a flow loads"
unit      = "bytes"
better    = "lower"
kind      = "performance"
why       = "On a slow phone, bytes are seconds."
formula   = "sizes of all answers, as recorded and before compression / recordings"
reference = ["HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec)"]
*/
select integration, 1.0 * sum(response_bytes) / nullif(count(distinct path), 0) as value
from call group by integration having count(response_bytes) > 0
