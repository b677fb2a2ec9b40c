/*
title     = "Exchanges are recorded in the order of their time"
level     = "should"
why       = "A recording whose clock runs backwards or ahead cannot show what came first."
fix       = "Record with one clock, in UTC; do not edit times by hand."
reference = ["RFC 3339"]
since     = "0.1"
*/
select
    integration,
    name                                                   as subject,
    case when last_at is null then null else last_at <= $as_of + interval 1 day end as met,
    case when last_at is null then 'no exchange says when it was'
         when last_at <= $as_of + interval 1 day then 'its last exchange was on ' || cast(cast(last_at as date) as varchar)
         else 'its last exchange lies in the future, on ' || cast(cast(last_at as date) as varchar) end as reason,
    path
from recording
