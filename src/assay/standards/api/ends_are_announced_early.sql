/*
title     = "Ends of operations are announced early, and not brought forward"
level     = "should"
why       = "A caller needs time to build, test and release the change; an end that comes sooner than planned finds it unready."
fix       = "State a day (x-sunset) as a date that leaves callers the time they need, and only ever move it later."
effort    = "line"
reference = ["RFC 8594 section 3", "RFC 9745 section 4", "Atlassian REST API policy: six months' notice (https://developer.atlassian.com/platform/commerce/platform-concepts/deprecation-policy/)"]
since     = "0.1"
evidence  = []
limits    = { min_days = 90 }
*/
select
    integration,
    api || ' ' || operation                                as subject,
    case when change = 'operation-sunset-removed' then null
         when sunset is null then null
         when change in ('operation-sunset-earlier', 'operation-sunset-too-early') then false
         else coalesce(date_diff('day', $as_of, try_cast(left(sunset, 10) as date)) >= $min_days, false) end as met,
    case when change = 'operation-sunset-removed' then 'the day of its end is no longer stated'
         when sunset is null then 'was deprecated; the day of its end is not stated'
         when try_cast(left(sunset, 10) as date) is null then 'its end is stated as ''' || sunset || ''', which is no date'
         when change in ('operation-sunset-earlier', 'operation-sunset-too-early') then 'its end was brought forward to ' || left(sunset, 10)
         else 'ends on ' || left(sunset, 10) || ', ' || date_diff('day', $as_of, try_cast(left(sunset, 10) as date)) || ' days ahead' end as reason,
    path,
    pointer
from api_change
where regexp_matches(change, '^operation-(deprecated|sunset-)')
