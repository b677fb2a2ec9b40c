/*
title     = "A write is not sent twice"
level     = "should"
why       = "The same write twice in a row is a round trip for nothing, and where it is not idempotent, a second order."
fix       = "Send a write once its input has changed; disable the control while it is under way; give retries a key."
effort    = "local"
reference = ["RFC 9110 section 9.2.2"]
since     = "0.1"
*/
select
    integration,
    recording || ' ' || method || ' ' || route             as subject,
    count(case when repeats then 1 end) = 0                as met,
    case when count(case when repeats then 1 end) = 0 then 'is sent once for each change'
         else count(case when repeats then 1 end) || ' of ' || count(*)
            || ' repeat the write before: same address, same body, and that one had succeeded' end as reason,
    path,
    min(case when repeats then line end)                   as line
from (
    select *,
        coalesce(lag(url_digest || coalesce(request_digest, '') || method) over flow
            = url_digest || coalesce(request_digest, '') || method, false)
        and coalesce(lag(status) over flow < 400, false) and idempotency_key is null as repeats
    from call
    where method not in ('GET', 'HEAD', 'OPTIONS')
    window flow as (partition by path order by started_at, entry)
) writes
group by integration, recording, method, route, path
