/*
title     = "Described statuses that were answered"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "An error that no recording or trial ever got is an error whose handling nobody has seen work."
formula   = "different operations and described statuses answered / those described of the operations called, for each description"
provoked  = true
reference = ["OpenAPI 3.1 section 4.8.16"]
*/
with answered as (select distinct api, operation, described_status from api_match where described_status is not null),
described as (
    select distinct integration, api, operation, status from api_body
    where side = 'response' and (api, operation) in (select (api, operation) from api_match where operation is not null)
)
select d.integration, d.api as dimension, count(a.operation) as numerator, count(*) as denominator
from described d left join answered a on a.api = d.api and a.operation = d.operation and a.described_status = d.status
group by d.integration, d.api
