/*
title     = "Answers have only fields that are described"
level     = "should"
why       = "A field that nobody described is read by somebody all the same, or is data that nobody meant to hand out."
fix       = "Describe the field, or leave it out of the answer; where it is described, nothing needs to be open."
effort    = "outside"
reference = ["OWASP API3:2023 (https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/)", "OpenAPI 3.1 section 4.8.24"]
since     = "0.1"
provoked  = true
evidence  = []
*/
with names as (
    select integration, api, operation, name, min(path) as path,
        arg_min(line, (path, line)) as line, min(origin) as origin, sum(times) as times, bool_and(described) as described
    from api_seen
    where side = 'response' and kind = 'field'
    group by all
    union all
    -- Bodies that a schema is about and that nobody stored: of these nothing can be told.
    select integration, api, operation, null, min(path), arg_min(line, (path, line)), min(origin), null, null
    from api_match
    where response_schema
    group by all
)
select
    integration,
    api || ' ' || operation                                as subject,
    bool_and(described)                                    as met,
    case when count(name) = 0 then 'no name in the answers was recorded: they were empty, masked as a whole, or not stored'
         else count(case when not described then 1 end) || ' of ' || count(name) || ' names in the answers are not described'
            || coalesce(': ' || string_agg(name || ' (' || times || ')', ', ' order by times desc, name)
                filter (not described), '') end            as reason,
    coalesce(min(case when not described then path end), min(path)) as path,
    coalesce(arg_min(line, (path, line)) filter (not described), arg_min(line, (path, line))) as line,
    coalesce(min(origin) filter (not described), min(origin)) as origin
from names
group by integration, api, operation
