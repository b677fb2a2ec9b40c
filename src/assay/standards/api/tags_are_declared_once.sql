/*
title     = "Operations are grouped by tags that are declared once"
level     = "may"
why       = "Documents and generated clients are laid out by tags: an operation without one lies in a heap, a misspelt one makes a group of its own."
fix       = "Declare each tag once in tags, with a description, and give every operation one of them."
effort    = "line"
reference = ["OpenAPI 3.1.1 section 4.8.22 (Tag Object)", "https://docs.stoplight.io/docs/spectral/4dec24461f3af-open-api-rules"]
since     = "0.1"
evidence  = []
answers   = ["spectral:operation-tag-defined", "spectral:openapi-tags-uniqueness", "spectral:operation-tags", "spectral:openapi-tags"]
*/
select
    t.integration,
    t.api || ' tag ' || t.name                             as subject,
    case when t.declared = 1 then true when t.declared > 1 then false when a.declared > 0 then false end as met,
    'the tag ' || t.name || ' ' || case when t.declared = 1 then 'is declared once; ' || t.uses || ' operations have it'
         when t.declared > 1 then 'is declared ' || t.declared || ' times'
         when a.declared > 0 then 'is declared nowhere, as ' || a.declared || ' other tags are; ' || t.uses || ' operations have it'
         else 'is declared nowhere, like every tag of this description; ' || t.uses || ' operations have it' end as reason,
    t.path,
    t.pointer,
    case when t.declared > 1 then 'spectral:openapi-tags-uniqueness'
         when a.declared > 0 then 'spectral:operation-tag-defined'
         else 'spectral:operation-tag-defined spectral:openapi-tags' end as answers
from api_tag t
join (
    select api, count(case when declared > 0 then 1 end) as declared from api_tag group by api
) a on a.api = t.api
union all
select
    min(o.integration),
    o.api || ' operations',
    count(o.tags) = count(*),
    case when count(o.tags) = count(*) then 'each of ' || count(*) || ' operations has a tag'
         else (count(*) - count(o.tags)) || ' of ' || count(*) || ' operations have no tag, such as '
            || min(case when o.tags is null then o.operation end) end,
    coalesce(arg_min(o.path, case when o.tags is null then o.operation end), min(o.path)),
    coalesce(arg_min(o.pointer, case when o.tags is null then o.operation end), '/paths'),
    'spectral:operation-tags'
from api_operation o
where o.kind = 'path'
group by o.api
