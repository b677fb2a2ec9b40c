/*
title     = "Addresses hold no publishable key"
level     = "may"
why       = "A publishable key is no secret, but in an address it stays in logs and referrers, and ties each visit to the merchant's account."
fix       = "Send the key in a header where the provider's API allows it."
effort    = "local"
reference = ["CWE-598"]
since     = "0.1"
evidence  = ["call"]
*/
select
    c.integration,
    c.recording || ' #' || c.entry || ' ' || c.method || ' ' || c.route as subject,
    s.entry is null                                       as met,
    case when s.entry is null then 'no publishable key was recognised in the address'
         else 'the address holds ' || s.detector || coalesce(' in ' || s.key, '') end as reason,
    c.path,
    c.line,
    c.origin
from call c
left join (
    select path, entry, min(detector) as detector, min(key) as key
    from sensitive_datum
    where place = 'url' and publishable
    group by path, entry
) s on s.path = c.path and s.entry = c.entry
