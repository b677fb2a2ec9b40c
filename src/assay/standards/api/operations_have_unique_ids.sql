/*
title     = "Operations have names of their own"
level     = "should"
why       = "Generated clients, gateways and links call an operation by its operationId; without one, or with the same twice, they make up names that change with the next edit."
fix       = "Give every operation an operationId that no other has, of letters, digits, dots, dashes and underscores."
effort    = "line"
reference = ["OpenAPI 3.1.1 section 4.8.10.1 (operationId)", "https://docs.stoplight.io/docs/spectral/4dec24461f3af-open-api-rules"]
since     = "0.1"
evidence  = []
answers   = ["spectral:operation-operationId", "spectral:operation-operationId-unique", "spectral:operation-operationId-valid-in-url"]
*/
select
    o.integration,
    o.api || ' ' || o.operation                            as subject,
    o.operation_id is not null and n.uses = 1
        and regexp_matches(o.operation_id, '^[-A-Za-z0-9._~:/?#!$&()*+,;=@]+$') as met,
    o.operation || ' ' || case when o.operation_id is null then 'has no operationId'
         when n.uses > 1 then 'shares its name: ' || n.uses || ' operations are called ' || o.operation_id || ': ' || n.first
            || case when n.first <> n.last then ', ' || n.last else '' end || case when n.uses > 2 then ' and others' else '' end
         when not regexp_matches(o.operation_id, '^[-A-Za-z0-9._~:/?#!$&()*+,;=@]+$')
         then 'its operationId ' || o.operation_id || ' has characters that no address may hold'
         else 'is called ' || o.operation_id end           as reason,
    o.path,
    o.pointer,
    case when o.operation_id is null then 'spectral:operation-operationId'
         when n.uses > 1 then 'spectral:operation-operationId-unique'
         when not regexp_matches(o.operation_id, '^[-A-Za-z0-9._~:/?#!$&()*+,;=@]+$')
         then 'spectral:operation-operationId-valid-in-url' end as answers
from api_operation o
left join (
    select api, operation_id, count(*) as uses, min(operation) as first, max(operation) as last
    from api_operation group by api, operation_id
) n on n.api = o.api and n.operation_id = o.operation_id
-- What is called back, or sent to a webhook, is named by its receiver.
where o.kind = 'path' or o.operation_id is not null
union all
select
    r.integration,
    r.api || ' ' || r.target                               as subject,
    null,
    'the operations of this path lie in ' || r.target || ', which was not read',
    r.path,
    r.pointer,
    null
from api_reference r
where r.resolved is null and regexp_matches(r.pointer, '^/(paths|webhooks)/[^/]+(/[$]ref)?$')
