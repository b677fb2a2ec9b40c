/*
title     = "Descriptions run nothing where they are read"
level     = "should"
why       = "Descriptions are rendered as Markdown on portals where people are signed in; a script in one runs there with their rights."
fix       = "Take the script out; show it as code, between backticks, where it is what is explained."
effort    = "line"
reference = ["OpenAPI 3.1.1 section 3.5 (Rich Text Formatting)", "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/", "https://docs.stoplight.io/docs/spectral/4dec24461f3af-open-api-rules"]
since     = "0.1"
evidence  = []
answers   = ["spectral:no-script-tags-in-markdown", "spectral:no-eval-in-markdown"]
*/
select
    integration,
    api || ' ' || pointer                                  as subject,
    case when certain then false end                       as met,
    message                                                as reason,
    path,
    pointer,
    case kind when 'script' then 'spectral:no-script-tags-in-markdown' else 'spectral:no-eval-in-markdown' end as answers
from api_flaw
where kind in ('script', 'eval')
union all
select d.integration, d.api, case when l.api is null then true end,
    case when l.api is null then 'its words hold no script' else 'it is deeper or larger than is read' end, d.path, d.pointer, null
from api_description d
left join (select distinct api from api_problem where kind = 'limit') l on l.api = d.api
where d.format = 'openapi' and not exists (
    select 1 from api_flaw f where f.api = d.api and f.kind in ('script', 'eval'))
