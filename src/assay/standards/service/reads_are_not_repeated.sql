/*
title     = "A page does not read the same thing twice"
level     = "should"
why       = "Every repeated read costs the shopper a round trip at the moment of paying."
fix       = "Share the promise or cache the answer until a write makes it stale."
effort    = "local"
reference = ["RFC 9111 section 4"]
since     = "0.1"
*/
select
    integration,
    recording || ' ' || route                              as subject,
    bool_and(earlier is null)                              as met,
    case when bool_and(earlier is null) then 'is read once between writes'
         else count(earlier) || ' of ' || count(*) || ' reads repeat one with the same address and answer, no write in between' end as reason,
    path,
    min(case when earlier is not null then line end)       as line
from (
    select c.*, lag(entry) over (
        partition by c.path, coalesce(page, ''), c.url_digest, writes, coalesce(response_digest, '') order by entry) as earlier
    from (
        select *, sum(case when method not in ('GET', 'HEAD', 'OPTIONS') then 1 else 0 end)
            over (partition by path order by entry) as writes
        from call
    ) c
    where method = 'GET' and party = 'first'
) reads
group by integration, recording, route, path
