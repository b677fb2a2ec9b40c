/*
title     = "Telemetry that a page sends is accepted"
level     = "should"
why       = "Events that the receiver refuses are missing on the day somebody asks what went wrong."
fix       = "Look at one refused event: mend its form or its address, or stop sending it."
effort    = "local"
reference = ["RFC 9110 section 15.5"]
since     = "0.1"
*/
select
    integration,
    host                                                   as subject,
    case when count(status) = 0 then null else count(case when status >= 400 then 1 end) = 0 end as met,
    case when count(status) = 0 then 'none of ' || count(*) || ' events was answered'
         else count(case when status >= 400 then 1 end) || ' of ' || count(*) || ' events were refused'
            || coalesce(', with ' || min(case when status >= 400 then status end), '') end as reason,
    coalesce(min(case when status >= 400 then path end), min(path)) as path,
    arg_min(line, case when status >= 400 then path || '#' || right('00000' || entry, 6) end) as line
from call
where method = 'POST' and host is not null
  and regexp_matches(host || route, '(^|[./-])(analytics|telemetry|beacons?|metrics|sentry|bugsnag|datadoghq|nr-data)([./-]|$)')
group by integration, host
