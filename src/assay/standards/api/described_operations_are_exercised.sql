/*
title     = "Described operations are exercised"
level     = "may"
why       = "What nobody ever called in a recording, test or trial may have changed, broken or been removed, and the description would say the same."
fix       = "Record the flows that need it, try it with `assay test contract`, or take out of the description what nobody uses."
effort    = "record"
reference = ["OWASP API9:2023 (https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/)"]
since     = "0.1"
provoked  = true
evidence  = []
limits    = { share = 0.8 }
*/
with called as (select distinct api, operation from api_match where operation is not null),
ranked as (
    select o.integration, o.api, o.path, o.pointer, o.operation, c.operation is not null as called,
        row_number() over (partition by o.integration, o.api, c.operation is null order by o.operation) as nth
    from api_operation o left join called c on c.api = o.api and c.operation = o.operation
    where o.kind = 'path' and not o.deprecated and not o.internal
),
stated as (
    select integration, api, count(*) as operations,
        coalesce(min(case when not called and nth = 1 then path end), min(path)) as path,
        min(case when not called and nth = 1 then pointer end) as pointer,
        count(case when called then 1 end) as called,
        string_agg(case when not called and nth <= 5 then operation end, ', ' order by operation) as rest
    from ranked
    group by integration, api
)
select
    integration,
    api                                                    as subject,
    -- All that is described is known: no sample, and no interval around a share of it.
    case when called > 0 then called >= $share * operations end as met,
    case when called = 0 then 'no recorded call goes to any of its ' || operations || ' operations'
         else called || ' of ' || operations || ' operations are called'
            || coalesce('; never: ' || rest || case when operations - called > 5
                then ' and ' || (operations - called - 5) || ' more' else '' end, '') end as reason,
    path,
    pointer
from stated
