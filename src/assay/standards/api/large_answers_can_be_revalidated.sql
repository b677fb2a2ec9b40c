/*
title     = "Large answers that are nobody's own can be revalidated"
level     = "may"
why       = "A list of countries that is sent whole on every page costs the shopper its full size each time; a validator costs one small answer."
fix       = "Send ETag or Last-Modified, and answer 304 to If-None-Match or If-Modified-Since."
effort    = "outside"
reference = ["RFC 9110 section 8.8", "RFC 9111 section 4.3"]
since     = "0.1"
evidence  = ["call", "call_header"]
limits    = { bytes = 2000 }
*/
select
    c.integration,
    c.method || ' ' || c.route                             as subject,
    count(h.name) = count(*)                               as met,
    (count(*) - count(h.name)) || ' of ' || count(*) || ' answers, up to ' || max(c.response_bytes)
        || ' bytes, carry neither ETag nor Last-Modified'  as reason,
    coalesce(min(case when h.name is null then c.path end), min(c.path)) as path,
    arg_min(c.line, case when h.name is null then c.path || '#' || right('00000' || c.entry, 6) end) as line
from call c
left join (
    select path, entry, min(name) as name from call_header
    where side = 'response' and name in ('etag', 'last-modified') group by path, entry
) h on h.path = c.path and h.entry = c.entry
where c.party = 'first' and c.method = 'GET' and c.status = 200 and c.response_bytes >= $bytes
  -- What is asked for with an identifier or a parameter is somebody's.
  and c.route not like '%{id}%' and c.url not like '%?%'
  and not exists (
    select 1 from sensitive_datum s
    where s.path = c.path and s.entry = c.entry and s.kind = 'personal' and s.place = 'response_body')
group by c.integration, c.method, c.route
