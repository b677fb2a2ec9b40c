/*
title     = "What clients send has bounds"
level     = "may"
why       = "A text, a list or a number without a bound is as large as whoever sends it likes: the first thing to fall over is memory, the second the database's column."
fix       = "State maxLength (or enum, format, pattern), maxItems, minimum and maximum for what clients send; begin with the operations that take money."
effort    = "local"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/", "JSON Schema Validation 2020-12 section 6"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API4:2023", "spectral-owasp:owasp:api4:2023-string-limit", "spectral-owasp:owasp:api4:2023-array-limit", "spectral-owasp:owasp:api4:2023-integer-limit"]
limits    = { share = 0.9 }
*/
with field as (
    select api, min(integration) as integration, min(path) as path, min(pointer) as pointer,
        schema || coalesce(' ' || nullif(property, ''), '') as name, max(type) as type,
        -- What is one of several is bounded where one of them is.
        bool_or(case when contains(type, 'array') then max_items is not null
             when contains(type, 'string')
             then max_length is not null or value_count is not null or pattern
                or coalesce(format, '') in ('date', 'date-time', 'time', 'uuid', 'ipv4', 'ipv6', 'binary')
             when contains(type, 'integer') or contains(type, 'number')
             then value_count is not null or maximum is not null or coalesce(format, '') = 'int32' end) as bounded
    from api_property
    where used in ('request', 'both') and not read_only
      and (type is null or regexp_matches(type, 'array|string|integer|number'))
    group by api, schema, property
    union all
    select api, integration, path, pointer, operation || ' ' || name, type,
        case when contains(type, 'string')
             then max_length is not null or value_count is not null or pattern
                or coalesce(format, '') in ('date', 'date-time', 'time', 'uuid', 'ipv4', 'ipv6', 'binary')
             when contains(type, 'integer') or contains(type, 'number')
             then value_count is not null or maximum is not null or coalesce(format, '') = 'int32' end
    from api_parameter
    where (type is null or regexp_matches(type, 'string|integer|number'))
      and not (location = 'header' and lower(name) in ('accept', 'content-type', 'authorization'))
)
select
    min(integration)                                       as integration,
    api                                                    as subject,
    case when count(case when bounded then 1 end) >= $share * count(*) then true
         when count(case when bounded or bounded is null then 1 end) >= $share * count(*) then null
         else false end                                    as met,
    count(case when bounded then 1 end) || ' of ' || count(*) || ' texts, lists and numbers that clients send have an upper bound'
        || case when count(bounded) < count(*) then '; of ' || (count(*) - count(bounded)) || ' the type is not said' else '' end
        || coalesce('; ' || min(case when not bounded then name end) || ' has none', '') as reason,
    coalesce(arg_min(path, case when not bounded then name end), min(path)) as path,
    coalesce(arg_min(pointer, case when not bounded then name end), min(pointer)) as pointer
from field
group by api
