/*
title     = "Recorded times are possible"
level     = "should"
why       = "A recording whose clock was ahead, or never set, cannot show what came first or how old it is."
fix       = "Record with a clock on network time, in UTC; do not edit times by hand."
effort    = "record"
reference = ["RFC 3339 section 5.6", "HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec)"]
since     = "0.1"
*/
select
    integration,
    name                                                   as subject,
    case when last_at is null then null
         else last_at <= $as_of + interval 1 day and first_at >= timestamp '2009-01-01' end as met,
    case when last_at is null then 'no exchange says when it was'
         when last_at > $as_of + interval 1 day
         then 'its last exchange lies in the future, on ' || cast(cast(last_at as date) as varchar)
         when first_at < timestamp '2009-01-01'
         then 'its first exchange is older than the format, on ' || cast(cast(first_at as date) as varchar)
         else 'its last exchange was on ' || cast(cast(last_at as date) as varchar) end as reason,
    path
from recording
