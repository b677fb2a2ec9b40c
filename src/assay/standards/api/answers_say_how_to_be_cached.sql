/*
title     = "Answers say how they may be cached"
level     = "should"
why       = "Without a directive, each cache on the way guesses, and one guess is to show yesterday's cart."
fix       = "Send Cache-Control with every answer to GET: no-store, private, or a lifetime."
effort    = "outside"
reference = ["RFC 9111 section 5.2.2", "RFC 9111 section 4.2.2"]
since     = "0.1"
evidence  = ["call", "call_header"]
*/
select
    c.integration,
    c.host || ' ' || c.route                               as subject,
    count(h.name) = count(*)                               as met,
    count(h.name) || ' of ' || count(*) || ' answers carry Cache-Control or Expires' as reason,
    coalesce(min(case when h.name is null then c.path end), min(c.path)) as path,
    arg_min(c.line, case when h.name is null then c.path || '#' || right('00000' || c.entry, 6) end) as line
from call c
left join (
    select path, entry, min(name) as name from call_header
    where side = 'response' and name in ('cache-control', 'expires') group by path, entry
) h on h.path = c.path and h.entry = c.entry
where c.party = 'first' and c.host is not null and c.method = 'GET' and c.status = 200
group by c.integration, c.host, c.route
