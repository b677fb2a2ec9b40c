/*
title     = "Messages say how their payload looks"
level     = "should"
why       = "A consumer that does not know which fields an event carries, and of which type, takes a text for an amount."
fix       = "Give every message a payload with a type and its properties, and headers of type object."
effort    = "local"
reference = ["AsyncAPI 3.0.0 Message Object, payload and headers (https://www.asyncapi.com/docs/reference/specification/v3.0.0#messageObject)"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-headers-schema-type-object", "spectral:asyncapi-3-headers-schema-type-object", "spectral:asyncapi-payload-unsupported-schemaFormat", "spectral:asyncapi-3-payload-unsupported-schemaFormat"]
*/
select
    m.integration,
    m.api || ' ' || m.message || ' ' || m.pointer          as subject,
    case when m.has_headers and coalesce(m.headers_type, '') <> 'object' then false
         when not m.has_payload then false
         when not m.readable then null
         else m.type is not null end                       as met,
    case when m.has_headers and coalesce(m.headers_type, '') <> 'object' then 'its headers are of '
            || coalesce('type ' || m.headers_type, 'no stated type') || ', not of type object'
         when not m.has_payload then 'says nothing of its payload'
         when not m.readable then m.unread
         when m.type is null then 'its payload has no type and no properties'
         else 'its payload is of type ' || m.type end      as reason,
    m.path,
    m.pointer,
    case when m.has_headers and coalesce(m.headers_type, '') <> 'object'
            then case when a.major = 2 then 'spectral:asyncapi-headers-schema-type-object' else 'spectral:asyncapi-3-headers-schema-type-object' end
         when m.has_payload and not m.readable
            then case when a.major = 2 then 'spectral:asyncapi-payload-unsupported-schemaFormat' else 'spectral:asyncapi-3-payload-unsupported-schemaFormat' end
         else '' end                                       as answers
from async_message m
join async_api a on a.api = m.api
