/*
title     = "Descriptions of events say in words what happens"
level     = "may"
why       = "Whether an event means that money was asked for, taken or given back is in no schema; who has to guess books it twice."
fix       = "Describe each operation: when it happens, how often, in which order; and each parameter of an address."
effort    = "line"
reference = ["AsyncAPI 3.0.0 Operation Object, description (https://www.asyncapi.com/docs/reference/specification/v3.0.0#operationObject)"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-operation-description", "spectral:asyncapi-3-operation-description", "spectral:asyncapi-parameter-description"]
*/
select
    o.integration,
    o.api || ' ' || o.action || ' ' || coalesce(o.channel, '') || ' ' || o.operation as subject,
    case when o.described then true when m.messages > 0 then null else false end as met,
    case when o.described then 'says what happens'
         when m.messages > 0 then 'says nothing itself; the message on its channel does'
         else 'says nothing of what happens' end           as reason,
    o.path,
    o.pointer,
    case when a.major = 2 then 'spectral:asyncapi-operation-description' else 'spectral:asyncapi-3-operation-description' end as answers
from async_operation o
join async_api a on a.api = o.api
left join (
    select api, path, pointer, count(*) as messages from async_message where described group by api, path, pointer
) m on m.api = o.api and m.path = o.path and starts_with(m.pointer, o.pointer || '/')
union all
select
    integration,
    api || ' parameter ' || name || ' of ' || channel,
    described,
    case when described then 'says what it stands for' else 'says nothing of what it stands for' end,
    path,
    pointer,
    'spectral:asyncapi-parameter-description'
from async_parameter
