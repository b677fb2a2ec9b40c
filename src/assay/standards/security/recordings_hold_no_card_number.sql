/*
title     = "Recordings hold no card number"
level     = "must"
why       = "A card number in a repository is a card number published."
fix       = "Mask the field when recording; use the provider's token instead."
reference = ["PCI DSS 4.0.1 requirement 3.5.1"]
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
    where kind = 'pan' and entry is not null and not test_value
    group by path
) s on s.path = r.path
