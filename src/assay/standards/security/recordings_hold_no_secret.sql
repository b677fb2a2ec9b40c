/*
title     = "Recordings hold no secret"
level     = "must"
why       = "Whoever reads the repository can use the token for as long as it lives."
fix       = "Mask the field when recording, in headers and in bodies, by name and by form; revoke what was recorded."
reference = ["CWE-312", "OWASP API2:2023"]
since     = "0.1"
evidence  = ["recording"]
*/
select
    r.integration,
    r.name                                                as subject,
    s.path is null                                        as met,
    case when s.path is null then 'none was recognised in ' || r.entries || ' exchanges'
         else s.hits || ' found, first ' || s.what end    as reason,
    r.path,
    s.line,
    r.origin
from recording r
left join (
    select path, count(*) as hits, min(line) as line,
        min(detector || ' in ' || place || coalesce(' ' || key, '') || ' of entry ' || entry) as what
    from sensitive_datum
    where kind = 'secret' and entry is not null and not publishable and place <> 'url'
    group by path
) s on s.path = r.path
