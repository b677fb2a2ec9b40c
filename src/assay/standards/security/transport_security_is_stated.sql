/*
title     = "The shop's own answers bind the browser to HTTPS"
level     = "should"
why       = "Without it, one visit over plain HTTP lets whoever is between put a payment form of their own into the page."
fix       = "Send Strict-Transport-Security with max-age of at least a year on every answer over HTTPS."
effort    = "outside"
reference = ["RFC 6797 section 6.1", "OWASP HTTP Strict Transport Security Cheat Sheet", "https://hstspreload.org (a year at the least)"]
since     = "0.1"
evidence  = ["call", "call_header"]
limits    = { seconds = 31536000 }
*/
select
    c.integration,
    c.host                                                 as subject,
    count(case when h.age >= $seconds then 1 end) = count(*) as met,
    count(case when h.age >= $seconds then 1 end) || ' of ' || count(*) || ' answers bind it for a year; '
        || count(case when h.age < $seconds then 1 end) || ' for less'
        || coalesce(' (' || min(case when h.age < $seconds then h.age end) || ' s)', '') || ', '
        || count(case when h.age is null then 1 end) || ' not at all' as reason,
    coalesce(min(case when coalesce(h.age, 0) < $seconds then c.path end), min(c.path)) as path,
    arg_min(c.line, case when coalesce(h.age, 0) < $seconds then c.path || '#' || right('00000' || c.entry, 6) end) as line
from call c
left join (
    select path, entry, max(try_cast(regexp_extract(lower(value), 'max-age="?([0-9]+)', 1) as bigint)) as age
    from call_header where side = 'response' and name = 'strict-transport-security' group by path, entry
) h on h.path = c.path and h.entry = c.entry
where c.party = 'first' and c.scheme = 'https' and c.status is not null
group by c.integration, c.host
