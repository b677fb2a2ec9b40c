/*
title     = "Recordings hold no card security code"
level     = "must"
why       = "Sensitive authentication data must not be stored after authorisation, not even encrypted, not even in tests that may be run with a real card."
fix       = "Drop the field from the body when recording."
reference = ["PCI DSS 4.0.1 requirement 3.3.1"]
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
    where kind = 'sad' and entry is not null
    group by path
) s on s.path = r.path
