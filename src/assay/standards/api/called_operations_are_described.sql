/*
title     = "Called operations are described"
level     = "should"
why       = "Nobody reviews, versions or announces the end of an operation that no description has; a checkout that calls it finds out in production."
fix       = "Describe the operation (`assay improve --kind description` writes a first version from what was recorded), or call one that is described."
effort    = "design"
reference = ["OWASP API9:2023 (https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/)", "OpenAPI 3.1 section 4.8.8"]
since     = "0.1"
evidence  = []
*/
with asked as (
    select c.*, m.path is not null as hosted, m.api, m.operation as described, m.methods, m.description
    from call c left join api_match m on m.path = c.path and m.entry = c.entry
    -- What is tried on purpose may miss on purpose; browsers ask OPTIONS by themselves.
    where c.host is not null and c.origin not in ('trial', 'probe') and c.method <> 'OPTIONS'
)
select
    integration,
    coalesce(api || ' ' || described, host || ' ' || method || ' ' || route) as subject,
    bool_and(described is not null)                        as met,
    count(*) || case when count(*) = 1 then ' call, ' else ' calls, ' end
        || case when bool_and(described is not null) then 'as described in ' || min(description)
                else 'but no description of ' || min(host) || ' has it'
                     || coalesce('; its path is described for ' || min(methods), '') end as reason,
    min(path)                                              as path,
    arg_min(line, path || '#' || right('00000' || entry, 6)) as line,
    min(origin)                                            as origin
from asked where hosted
group by integration, coalesce(api || ' ' || described, host || ' ' || method || ' ' || route)
union all
select
    integration,
    host                                                   as subject,
    null                                                   as met,
    count(*) || case when count(*) = 1 then ' call' else ' calls' end || ' to ' || count(distinct method || ' ' || route)
        || case when count(distinct method || ' ' || route) = 1 then ' operation' else ' operations' end
        || '; no description of this host is known (name one in assay.toml under [[description]])' as reason,
    min(path)                                              as path,
    arg_min(line, path || '#' || right('00000' || entry, 6)) as line,
    min(origin)                                            as origin
from asked
-- Scripts, pages and images are no operations of an API.
where not hosted and (request_type like '%json%' or response_type like '%json%')
group by integration, host
