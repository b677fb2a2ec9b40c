/*
title     = "Described operations are exercised"
level     = "may"
why       = "What nobody ever called in a recording, test or trial may have changed, broken or been removed, and the description would say the same."
fix       = "Record the flows that need it, try it with `assay test contract`, or take out of the description what nobody uses."
effort    = "record"
reference = ["OWASP API9:2023 (https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/)"]
since     = "0.1"
evidence  = []
target    = 0.8
*/
with called as (select distinct api, operation from api_match where operation is not null)
select
    o.integration,
    o.api                                                  as subject,
    count(c.operation)                                     as numerator,
    count(*)                                               as denominator,
    case when count(c.operation) = count(*) then 'each is called'
         else 'never called: ' || array_to_string(list_slice(list(o.operation order by o.path, o.operation)
                filter (c.operation is null), 1, 5), ', ')
             || case when count(*) - count(c.operation) > 5
                     then ' and ' || (count(*) - count(c.operation) - 5) || ' more' else '' end end as reason,
    arg_min(o.path, o.path || o.pointer) filter (c.operation is null) as path,
    arg_min(o.pointer, o.path || o.pointer) filter (c.operation is null) as pointer
from api_operation o
-- A description that nothing recorded goes to tells of somebody else's checkout.
join (select distinct api from called) s on s.api = o.api
left join called c on c.api = o.api and c.operation = o.operation
where o.kind = 'path' and not o.deprecated and not o.internal
group by o.integration, o.api
