/*
title     = "A recording holds each exchange once"
level     = "should"
why       = "What is recorded twice is counted twice, in every rate that is taken from it."
fix       = "Record the flow anew; do not append to or copy a recording."
effort    = "record"
reference = ["HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec)"]
since     = "0.1"
*/
select
    integration,
    recording                                              as subject,
    case when count(started_at) = 0 then null else count(case when alike > 1 then 1 end) = 0 end as met,
    case when count(started_at) = 0 then 'no exchange says when it was'
         else count(case when alike > 1 then 1 end) || ' of ' || count(*)
            || ' exchanges stand in a recording more than once, to the millisecond' end as reason,
    path,
    min(case when alike > 1 then line end)                 as line
from (
    select *, case when started_at is not null then count(*) over (
        partition by started_at, method, url_digest, coalesce(request_digest, '')) end as alike
    from call
) exchanges
group by integration, recording, path
