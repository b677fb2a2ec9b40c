/*
title     = "Descriptions of APIs keep their format"
level     = "should"
why       = "A description that breaks its own format is read by each tool in another way: what it promises, and what is held against it, is chance."
fix       = "Mend the place that is named: keys that the format does not know, what it asks for and is not there, references that lead nowhere, keys that stand twice."
reference = ["OpenAPI Specification 3.1.1 section 4.8", "JSON Schemas of OpenAPI (spec.openapis.org/oas/3.1/schema)", "RFC 8259 section 4 (names should be unique)"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    api || case when path = root then '' else ' ' || path end || ' ' || pointer as subject,
    case when kind in ('version', 'limit') then null else false end              as met,
    coalesce(nullif(pointer, ''), 'the description') || ' ' || message           as reason,
    path,
    pointer,
    null::bigint                                                                 as line
from (select p.*, d.path as root from api_problem p left join api_description d on d.api = p.api)
union all
select integration, api, true, 'keeps OpenAPI ' || format_version, path, pointer, null
from api_description d
where valid and not exists (select 1 from api_problem p where p.api = d.api)
union all
select
    integration,
    path,
    false,
    error,
    path,
    null,
    try_cast(nullif(regexp_extract(error, 'line (\d+)', 1), '') as bigint)
from collection
where collector = 'api_descriptions' and outcome = 'failed'
