/*
title     = "Recorded bodies are whole"
level     = "should"
why       = "A body that was cut after recording tests a flow that no server ever answered."
fix       = "Record the flow anew; mask values in place instead of cutting bodies out."
effort    = "record"
reference = ["HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec)"]
since     = "0.1"
limits    = { least = 0.9 }
*/
select
    integration,
    recording                                              as subject,
    case when count(stored) = 0 then null else count(case when stored < $least then 1 end) = 0 end as met,
    case when count(stored) = 0 then 'the recording does not say how long its bodies were'
         else count(case when stored < $least then 1 end) || ' of ' || count(stored) || ' bodies are cut'
            || coalesce(': ' || string_agg(case when stored < $least
                then route || ' holds ' || stored_bytes || ' of ' || response_bytes || ' bytes' end, ', ' order by entry), '') end as reason,
    path,
    min(case when stored < $least then line end)           as line
from (select *, 1.0 * stored_bytes / nullif(response_bytes, 0) as stored from call) bodies
group by integration, recording, path
