/*
title     = "Examples and defaults keep their schema"
level     = "should"
why       = "Examples are copied into code and into mock servers; one that breaks its own schema is refused by the first who tries it."
fix       = "Mend the example, or the schema where the example tells the truth."
effort    = "line"
reference = ["OpenAPI 3.1.1 section 4.8.19 (Example Object)", "https://docs.stoplight.io/docs/spectral/4dec24461f3af-open-api-rules"]
since     = "0.1"
evidence  = []
answers   = ["spectral:oas3-valid-media-example", "spectral:oas3-valid-schema-example", "spectral:oas2-valid-media-example", "spectral:oas2-valid-schema-example"]
*/
select
    integration,
    api || ' ' || pointer                                  as subject,
    valid                                                  as met,
    case when valid then 'keeps its schema'
         when valid is null then 'cannot be held against its schema' || coalesce(': ' || message, '')
         else 'breaks its schema: ' || coalesce(message, 'no reason given') end as reason,
    path,
    pointer,
    'spectral:' || case when d.format_version like '2%' then 'oas2' else 'oas3' end
        || case when kind = 'media' then '-valid-media-example' else '-valid-schema-example' end as answers
from api_example e
left join (select api as described, format_version from api_description) d on d.described = e.api
