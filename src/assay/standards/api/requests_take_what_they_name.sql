/*
title     = "Requests take what they name, and no more"
level     = "may"
why       = "An object that takes any further property takes the ones that only the server should set: a price, a status, a role."
fix       = "State additionalProperties: false on the objects that clients send, or the schema of the values where the names are free."
effort    = "local"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/", "JSON Schema Core 2020-12 section 10.3.2.3"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API3:2023", "spectral-owasp:owasp:api3:2023-no-additionalProperties"]
*/
select
    min(integration)                                       as integration,
    api                                                    as subject,
    case when count(case when additional = 'open' then 1 end) > 0 then false
         -- Where nothing is said, more is taken; whether that is meant, nobody can tell.
         when count(additional) = count(*) then true end   as met,
    case when count(case when additional = 'open' then 1 end) > 0
         then count(case when additional = 'open' then 1 end) || ' of ' || count(*) || ' objects that clients send say that they take anything more, such as '
            || min(case when additional = 'open' then schema || coalesce(' ' || nullif(property, ''), '') end)
         when count(additional) = count(*) then 'each of ' || count(*) || ' objects that clients send says what it takes beside what it names'
         else (count(*) - count(additional)) || ' of ' || count(*) || ' objects that clients send do not say whether they take more than they name, such as '
            || min(case when additional is null then schema || coalesce(' ' || nullif(property, ''), '') end) end as reason,
    coalesce(arg_min(path, case when additional = 'open' then schema || coalesce(' ' || nullif(property, ''), '') end), min(path)) as path,
    coalesce(arg_min(pointer, case when additional = 'open' then schema || coalesce(' ' || nullif(property, ''), '') end), min(pointer)) as pointer
from (
    -- What is one of several says what they say.
    select api, schema, property, min(integration) as integration,
        coalesce(max(case when additional = 'open' then additional end), max(additional)) as additional,
        coalesce(arg_min(path, case when additional = 'open' then pointer end), arg_min(path, pointer)) as path,
        coalesce(min(case when additional = 'open' then pointer end), min(pointer)) as pointer
    from api_property
    where used in ('request', 'both') and (contains(coalesce(type, ''), 'object') or additional is not null)
    group by api, schema, property
) object
group by api
