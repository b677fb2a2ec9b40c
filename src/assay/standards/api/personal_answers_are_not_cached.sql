/*
title     = "Personal answers are not cached in public"
level     = "must"
why       = "An answer about one shopper that a shared cache keeps is shown to the next."
fix       = "Send Cache-Control: no-store, or private, with whatever holds a shopper's data."
effort    = "outside"
reference = ["RFC 9111 section 5.2.2"]
since     = "0.1"
provoked  = true
evidence  = ["call", "call_header"]
*/
select
    c.integration,
    c.recording || ' #' || c.entry || ' ' || c.method || ' ' || c.route as subject,
    case when h.masked then null
         else coalesce(h.value like '%no-store%' or h.value like '%private%' or h.value like '%no-cache%', false) end as met,
    case when h.value is null then 'holds personal data and says nothing about caching'
         else 'holds personal data with Cache-Control: ' || h.value end as reason,
    c.path,
    c.line,
    c.origin
from call c
join (
    select path, entry from sensitive_datum where kind = 'personal' and place = 'response_body' group by path, entry
) s on s.path = c.path and s.entry = c.entry
left join call_header h on h.path = c.path and h.entry = c.entry and h.side = 'response' and h.name = 'cache-control'
where c.method = 'GET' and c.status = 200
