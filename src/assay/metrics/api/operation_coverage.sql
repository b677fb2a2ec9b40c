/*
title     = "Described operations that were called"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "What nobody called may have broken without anybody seeing it."
formula   = "described operations called at least once / described operations, for each description"
provoked  = true
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/"]
*/
with called as (select distinct api, operation from api_match where operation is not null)
select o.integration, o.api as dimension, count(c.operation) as numerator, count(*) as denominator
from api_operation o left join called c on c.api = o.api and c.operation = o.operation
where o.kind = 'path'
group by o.integration, o.api
