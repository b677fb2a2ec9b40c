/*
title     = "Reusable parts are used"
level     = "may"
why       = "A part that nothing refers to is read, translated and generated for nothing, and often is what somebody forgot to attach."
fix       = "Refer to it, or take it out."
effort    = "line"
reference = ["OpenAPI 3.1.1 section 4.8.7 (Components Object)", "https://docs.stoplight.io/docs/spectral/4dec24461f3af-open-api-rules"]
since     = "0.1"
evidence  = []
answers   = ["spectral:oas3-unused-component", "spectral:oas2-unused-definition"]
*/
select
    c.integration,
    c.api || ' ' || c.kind || ' ' || c.name                as subject,
    case when c.used then true when r.target is null then false end as met,
    c.name || ' (' || c.kind || '): ' || case when c.used then 'something refers to it, or a discriminator names it'
         when r.target is null then 'nothing refers to it'
         else 'nothing that was read refers to it; ' || r.target || ' was not read' end as reason,
    c.path,
    c.pointer,
    case when d.format_version like '2%' then 'spectral:oas2-unused-definition' else 'spectral:oas3-unused-component' end as answers
from api_component c
left join api_description d on d.api = c.api
left join (
    select api, min(target) as target from api_reference where resolved is null group by api
) r on r.api = c.api
where c.kind not in ('securitySchemes', 'securityDefinitions')
