/*
title     = "Operations say in words what they do"
level     = "may"
why       = "A name and a schema do not tell what is charged, created or sent; who has to guess finds out in production."
fix       = "Write a description: what it does, when to call it, what it changes, what its parameters choose, and what comes after it."
effort    = "line"
reference = ["OpenAPI 3.1.1 section 4.8.10.1 (description)", "https://docs.stoplight.io/docs/spectral/4dec24461f3af-open-api-rules"]
since     = "0.1"
evidence  = []
answers   = ["spectral:operation-description", "spectral:oas3-parameter-description", "spectral:oas2-parameter-description"]
*/
select
    integration,
    api || ' ' || operation                                as subject,
    described                                              as met,
    operation || case when described then ' says what it does' else ' has neither a description nor a summary' end as reason,
    path,
    pointer,
    'spectral:operation-description'                       as answers
from api_operation
where kind = 'path'
union all
select
    min(p.integration),
    p.api || ' parameters',
    case when count(case when not p.described then 1 end) > 0 then false when min(r.target) is not null then null else true end,
    case when count(case when not p.described then 1 end) > 0
         then count(case when not p.described then 1 end) || ' of ' || count(*) || ' parameters are not explained, such as '
            || min(case when not p.described then p.name || ' of ' || p.operation end)
         when min(r.target) is not null then 'each of ' || count(*) || ' that were read is explained; ' || min(r.target) || ' was not read'
         else 'each of ' || count(*) || ' parameters is explained' end,
    coalesce(arg_min(p.path, case when not p.described then p.name || ' of ' || p.operation end), min(p.path)),
    coalesce(arg_min(p.pointer, case when not p.described then p.name || ' of ' || p.operation end), min(p.pointer)),
    'spectral:' || case when min(d.format_version) like '2%' then 'oas2' else 'oas3' end || '-parameter-description'
from api_parameter p
left join (
    select api, min(target) as target from api_reference
    where resolved is null and regexp_matches(pointer, '/parameters/[^/]+$') group by api
) r on r.api = p.api
left join api_description d on d.api = p.api
-- What HTTP itself explains needs no words.
where not (p.location = 'header' and lower(p.name) in ('accept', 'content-type', 'authorization'))
group by p.api
