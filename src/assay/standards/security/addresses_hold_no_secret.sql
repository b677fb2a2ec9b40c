/*
title     = "Addresses hold no secret"
level     = "must"
why       = "Addresses are kept in logs, histories and referrers by everyone they pass."
fix       = "Send the token in a header or in the body of a POST."
effort    = "local"
reference = ["RFC 9700 section 4.3.2", "RFC 6750 section 5.3", "CWE-598"]
since     = "0.1"
evidence  = ["call"]
*/
select
    c.integration,
    c.recording || ' #' || c.entry || ' ' || c.method || ' ' || c.route as subject,
    s.entry is null                                       as met,
    case when s.entry is null then 'no secret was recognised in the address'
         else 'the address holds a ' || s.detector || coalesce(' in ' || s.key, '') end as reason,
    c.path,
    c.line,
    c.origin
from call c
left join (
    select path, entry, min(detector) as detector, min(key) as key
    from sensitive_datum
    where place = 'url' and kind in ('secret', 'pan', 'sad') and not publishable
    group by path, entry
) s on s.path = c.path and s.entry = c.entry
