/*
title     = "Examples and defaults of events keep their schema"
level     = "should"
why       = "Examples are what consumers build on and mocks send; one that breaks its own schema is refused by the first real event."
fix       = "Mend the example, or the schema where the example tells the truth."
effort    = "line"
reference = ["AsyncAPI 3.0.0 Message Example Object (https://www.asyncapi.com/docs/reference/specification/v3.0.0#messageExampleObject)", "JSON Schema Validation section 9.5 (examples)"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-message-examples", "spectral:asyncapi-payload-examples", "spectral:asyncapi-payload-default", "spectral:asyncapi-schema-examples", "spectral:asyncapi-schema-default"]
*/
select
    integration,
    api || ' ' || pointer                                  as subject,
    valid                                                  as met,
    case when valid then 'keeps its schema'
         when valid is null then 'cannot be told: its schema is refused, or what would tell is masked'
         else 'breaks its schema: ' || coalesce(message, 'no reason given') end as reason,
    path,
    pointer,
    case when kind in ('payload', 'headers') then 'spectral:asyncapi-message-examples'
         when regexp_matches(pointer, '/payload/(examples|default)')
            then case when kind = 'default' then 'spectral:asyncapi-payload-default' else 'spectral:asyncapi-payload-examples' end
         when kind = 'default' then 'spectral:asyncapi-schema-default'
         else 'spectral:asyncapi-schema-examples' end      as answers
from async_example
