/*
title     = "Answers come before the shopper gives up"
level     = "should"
why       = "After ten seconds without an answer people leave, press the button again, or pay elsewhere."
fix       = "Find what the answer waits for; accept the write at once and tell the outcome later where it must take long."
effort    = "outside"
reference = ["Nielsen Norman Group, Response Times: The 3 Important Limits"]
since     = "0.1"
limits    = { max_ms = 10000 }
*/
select
    integration,
    host || ' ' || method || ' ' || route                  as subject,
    max(duration_ms) <= $max_ms                            as met,
    coalesce('the slowest of ' || count(duration_ms) || ' took ' || round(max(duration_ms) / 1000, 1) || ' s',
        'the recording does not say how long it took')     as reason,
    arg_max(path, (duration_ms, path, line)) filter (duration_ms is not null) as path,
    arg_max(line, (duration_ms, path, line)) filter (duration_ms is not null) as line
from call
where host is not null
group by integration, host, method, route
