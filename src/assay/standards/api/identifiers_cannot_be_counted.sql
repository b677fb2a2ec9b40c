/*
title     = "Identifiers in addresses cannot be counted through"
level     = "may"
why       = "Where one order is 1041, everybody knows the addresses of a thousand others; then only authorisation stands before them, and it is what fails most often."
fix       = "Use identifiers that cannot be guessed (UUID) in addresses, and authorise every access to an object all the same."
effort    = "design"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/", "RFC 9562 section 8"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API1:2023", "spectral-owasp:owasp:api1:2023-no-numeric-ids"]
*/
select
    min(integration)                                       as integration,
    api || ' {' || name || '}'                             as subject,
    case when bool_or(contains(coalesce(type, ''), 'integer') or contains(coalesce(type, ''), 'number')) then false
         when count(type) < count(*) then null else true end as met,
    '{' || name || '} ' || case when bool_or(contains(coalesce(type, ''), 'integer') or contains(coalesce(type, ''), 'number'))
         then 'is a number in ' || count(case when contains(type, 'integer') or contains(type, 'number') then 1 end)
            || ' operations, such as ' || min(case when contains(type, 'integer') or contains(type, 'number') then operation end)
         when count(type) < count(*) then 'nothing says of what type it is in ' || min(case when type is null then operation end)
         else 'is a ' || min(type) || coalesce(' (' || min(format) || ')', '') || ' in ' || count(*) || ' operations' end as reason,
    coalesce(arg_min(path, case when contains(coalesce(type, ''), 'integer') or contains(coalesce(type, ''), 'number') then operation end), min(path)) as path,
    coalesce(arg_min(pointer, case when contains(coalesce(type, ''), 'integer') or contains(coalesce(type, ''), 'number') then operation end), min(pointer)) as pointer
from api_parameter
where location = 'path' and regexp_matches(name, '(^|[_-])(id|ID|Id|no|number|key)$|[a-z](Id|ID|No|Number|Key)$')
group by api, name
