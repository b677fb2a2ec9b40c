/*
title     = "Schemas do not contradict themselves"
level     = "should"
why       = "A schema that nothing can keep, or that keeps nothing out, is found by the first request that is refused, or by the first that is not."
fix       = "Mend the schema: each value once and of the stated type, items for every list, bounds in order, patterns of ECMA-262."
effort    = "line"
reference = ["JSON Schema Validation 2020-12 section 6", "OpenAPI 3.0.4 section 4.7.24 (Schema Object)", "https://docs.stoplight.io/docs/spectral/4dec24461f3af-open-api-rules"]
since     = "0.1"
evidence  = []
answers   = ["spectral:duplicated-entry-in-enum", "spectral:typed-enum", "spectral:array-items", "spectral:oas2-discriminator", "spectral:oas3-schema"]
*/
select
    integration,
    api || ' ' || pointer                                  as subject,
    case when certain then false end                       as met,
    message                                                as reason,
    path,
    pointer,
    case kind when 'repeated_value' then 'spectral:duplicated-entry-in-enum'
              when 'value_type' then 'spectral:typed-enum'
              when 'no_items' then 'spectral:array-items'
              when 'discriminator' then 'spectral:oas2-discriminator'
              when 'pattern' then 'spectral:oas3-schema'
              else '' end as answers
from api_flaw
where kind not in ('script', 'eval', 'repeated_parameter')
union all
select d.integration, d.api, case when l.api is null then true end,
    case when l.api is null then 'no schema of it contradicts itself' else 'it is deeper or larger than is read' end, d.path, d.pointer, null
from api_description d
left join (select distinct api from api_problem where kind = 'limit') l on l.api = d.api
where d.format = 'openapi' and not exists (
    select 1 from api_flaw f where f.api = d.api and f.kind not in ('script', 'eval', 'repeated_parameter'))
