/*
title     = "The clocks of client and server agree"
level     = "should"
why       = "Where clocks differ, nobody can tell which came first: the payment or its cancellation."
fix       = "Keep both on network time, in UTC."
effort    = "outside"
reference = ["RFC 9110 section 6.6.1"]
since     = "0.1"
limits    = { seconds = 60 }
*/
select
    integration,
    host                                                   as subject,
    case when count(apart) = 0 then null else max(abs(apart)) <= $seconds end as met,
    case when count(apart) = 0 then 'no answer says when it was given'
         else 'at most ' || cast(max(abs(apart)) as bigint) || ' s apart, in answers: ' || count(apart) end as reason,
    coalesce(arg_max(path, (abs(apart), path, line)) filter (apart is not null), min(path)) as path,
    arg_max(line, (abs(apart), path, line)) filter (apart is not null) as line
from (
    select *, date_diff('second', started_at, server_at) - coalesce(duration_ms, 0) / 1000.0 as apart from call
) answers
where host is not null
group by integration, host
