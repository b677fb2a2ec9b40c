/*
title     = "Operations and messages have names of their own"
level     = "should"
why       = "Code is generated and handlers are bound by these names; without one, or with the same twice, an order's event reaches the handler of another."
fix       = "Give every operation an operationId, and every message that has a messageId one that no other has."
effort    = "line"
reference = ["AsyncAPI 2.6.0 Operation Object, operationId (https://www.asyncapi.com/docs/reference/specification/v2.6.0#operationObject)", "AsyncAPI 2.6.0 Message Object, messageId"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-operation-operationId", "spectral:asyncapi-operation-operationId-uniqueness", "spectral:asyncapi-message-messageId-uniqueness"]
*/
select
    o.integration,
    o.api || ' ' || o.action || ' ' || coalesce(o.channel, o.operation) || case when a.major = 3 then ' ' || o.operation else '' end as subject,
    o.operation_id is not null and n.uses = 1              as met,
    case when o.operation_id is null then 'has no operationId'
         when n.uses > 1 then n.uses || ' operations are called ' || o.operation_id
         else 'is called ' || o.operation_id end           as reason,
    o.path,
    o.pointer,
    case when o.operation_id is null then 'spectral:asyncapi-operation-operationId'
         when n.uses > 1 then 'spectral:asyncapi-operation-operationId-uniqueness' end as answers
from async_operation o
join async_api a on a.api = o.api
left join (select api, operation_id, count(*) as uses from async_operation group by api, operation_id) n
    on n.api = o.api and n.operation_id = o.operation_id
union all
select
    integration,
    api || ' message ' || message_id,
    count(*) = 1,
    case when count(*) = 1 then 'one message is called so' else count(*) || ' messages are called so' end,
    arg_max(path, pointer),
    max(pointer),
    'spectral:asyncapi-message-messageId-uniqueness'
from async_message
where message_id is not null
group by integration, api, message_id
union all
-- Where neither is stated nor can be told what it is about.
select
    a.integration,
    a.api,
    null,
    'states no operation: nobody can tell who sends and who receives',
    a.path,
    '',
    'spectral:asyncapi-operation-operationId'
from async_api a
where a.operations = 0 and a.channels > 0
