/*
title     = "Errors are described as problem details"
level     = "may"
why       = "One shape of error is one way to handle it, for every operation and every API; each API's own shape is one more mapping that somebody forgets."
fix       = "Describe errors once, as application/problem+json with type, title, status and detail, and refer to it from every operation."
effort    = "design"
reference = ["RFC 9457 section 3", "RFC 9457 section 3.1"]
since     = "0.1"
evidence  = []
*/
select
    min(integration)                                       as integration,
    api                                                    as subject,
    case when count(media_type) = 0 then null
         else count(case when media_type like 'application/problem+%' and has_schema then 1 end) = count(media_type) end as met,
    case when count(media_type) = 0 then 'none of ' || count(*) || ' described errors says what it looks like'
         else count(case when media_type like 'application/problem+%' and has_schema then 1 end) || ' of ' || count(media_type)
            || ' described errors are problem details with a schema'
            || coalesce('; ' || min(case when not (media_type like 'application/problem+%' and has_schema)
                then operation || ' answers ' || status || ' as ' || media_type || case when has_schema then '' else ' without a schema' end end), '') end as reason,
    coalesce(arg_min(path, case when not (media_type like 'application/problem+%' and has_schema) then operation || ' answers ' || status || ' as ' || media_type end), min(path)) as path,
    coalesce(arg_min(pointer, case when not (media_type like 'application/problem+%' and has_schema) then operation || ' answers ' || status || ' as ' || media_type end), min(pointer)) as pointer
from api_body
where side = 'response' and (regexp_matches(status, '^[45]') or status = 'default')
group by api
