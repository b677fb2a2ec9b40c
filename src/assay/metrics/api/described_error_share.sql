/*
title     = "Operations whose errors are described"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "A client handles the errors that it has been told of."
formula   = "described operations with a body for 4xx, 5xx or default / described operations"
reference = ["OpenAPI 3.1.1 section 4.8.16 (Responses Object)"]
*/
select o.integration, count(b.operation) as numerator, count(*) as denominator
from api_operation o
left join (
    select distinct api, operation from api_body
    where side = 'response' and has_schema and (regexp_matches(status, '^[45]') or status = 'default')
) b on b.api = o.api and b.operation = o.operation
where o.kind = 'path'
group by o.integration
