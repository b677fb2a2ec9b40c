/*
title     = "Operations are deprecated before they go, and stay until the day that was said"
level     = "should"
why       = "Who calls an operation learns of its end from its description and its headers; one that goes unannounced, or early, is an outage."
fix       = "Bring the operation back, mark it deprecated with its day (x-sunset), and remove it when that day has come."
effort    = "design"
reference = ["RFC 9745 section 4", "RFC 8594 section 3", "OpenAPI 3.1.1 section 4.8.10.1 (deprecated)"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    api || ' ' || operation                                as subject,
    case when not deprecated then false
         when sunset is null then true
         else try_cast(left(sunset, 10) as date) <= $as_of end as met,
    case when not deprecated then 'went without having been deprecated'
         when sunset is null then 'was deprecated before it went; no day had been said'
         when try_cast(left(sunset, 10) as date) is null then 'went; its end had been stated as ''' || sunset || ''', which is no date'
         when try_cast(left(sunset, 10) as date) > $as_of then 'went before ' || left(sunset, 10) || ', the day that had been said'
         else 'went after ' || left(sunset, 10) || ', as had been said' end as reason,
    path,
    pointer
from api_change
where regexp_matches(change, '^(path|operation)-removed-')
