/*
title     = "Reusable parts of descriptions of events are used"
level     = "may"
why       = "A message or schema that nothing refers to is generated and translated for nothing, and often is what somebody forgot to attach."
fix       = "Refer to it, or take it out."
effort    = "line"
reference = ["AsyncAPI 3.0.0 Components Object (https://www.asyncapi.com/docs/reference/specification/v3.0.0#componentsObject)"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-unused-components-schema", "spectral:asyncapi-unused-components-server"]
*/
select
    c.integration,
    c.api || ' ' || c.kind || ' ' || c.name                as subject,
    case when c.used then true when r.target is null and a.channels > 0 then false end as met,
    case when c.used then 'something refers to it'
         when r.target is not null then 'nothing that was read refers to it; ' || r.target || ' was not read'
         when a.channels = 0 then 'nothing in this file refers to it; without channels it is there for others'
         else 'nothing refers to it' end                   as reason,
    c.path,
    c.pointer,
    case c.kind when 'schemas' then 'spectral:asyncapi-unused-components-schema'
        when 'servers' then 'spectral:asyncapi-unused-components-server' else '' end as answers
from async_component c
join async_api a on a.api = c.api
left join (
    select api, min(target) as target from api_reference where resolved is null group by api
) r on r.api = c.api
