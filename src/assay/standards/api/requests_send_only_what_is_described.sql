/*
title     = "Requests send only what is described"
level     = "may"
why       = "What no description has the provider leaves out of account without a word, or takes today and refuses tomorrow."
fix       = "Leave it out, or have it described."
effort    = "local"
reference = ["OpenAPI 3.1 section 4.8.12", "OWASP API6:2019 (https://owasp.org/API-Security/editions/2019/en/0xa6-mass-assignment/)"]
since     = "0.1"
evidence  = []
*/
with names as (
    select integration, api, operation, case kind when 'query' then '?' else '' end || name as name, min(path) as path,
        arg_min(line, (path, line)) as line, min(origin) as origin, sum(times) as times, bool_and(described) as described
    from api_seen
    where side = 'request' and kind in ('field', 'query') and origin not in ('trial', 'probe')
    group by all
    union all
    -- Bodies that a schema is about and that nobody stored: of these nothing can be told.
    select integration, api, operation, null, min(path), arg_min(line, (path, line)), min(origin), null, null
    from api_match
    where request_schema and origin not in ('trial', 'probe')
    group by all
)
select
    integration,
    api || ' ' || operation                                as subject,
    bool_and(described)                                    as met,
    case when count(name) = 0 then 'no name in the requests was recorded: they were empty, masked as a whole, or not stored'
         else count(case when not described then 1 end) || ' of ' || count(name) || ' names in the requests are not described'
            || coalesce(': ' || string_agg(name || ' (' || times || ')', ', ' order by times desc, name)
                filter (not described), '') end            as reason,
    coalesce(min(case when not described then path end), min(path)) as path,
    coalesce(arg_min(line, (path, line)) filter (not described), arg_min(line, (path, line))) as line,
    min(origin)                                            as origin
from names
group by integration, api, operation
