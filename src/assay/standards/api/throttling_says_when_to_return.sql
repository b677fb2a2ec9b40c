/*
title     = "Throttling says when to return"
level     = "should"
why       = "A client that is not told how long to wait comes back at once, with everybody else."
fix       = "Send Retry-After with 429 and 503."
effort    = "outside"
reference = ["RFC 6585 section 4", "RFC 9110 section 10.2.3"]
since     = "0.1"
provoked  = true
evidence  = ["call"]
*/
select
    c.integration,
    c.recording || ' #' || c.entry || ' ' || c.method || ' ' || c.route as subject,
    case when h.masked then null else h.name is not null end as met,
    'answered ' || c.status || case when h.name is null then ' without Retry-After' else ' with Retry-After' end as reason,
    c.path,
    c.line,
    c.origin
from call c
left join call_header h on h.path = c.path and h.entry = c.entry and h.side = 'response' and h.name = 'retry-after'
where c.status in (429, 503)
