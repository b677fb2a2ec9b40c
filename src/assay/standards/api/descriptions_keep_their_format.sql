/*
title     = "Descriptions of APIs keep their format"
level     = "should"
why       = "A description that breaks its own format is read by each tool in another way: what it promises, and what is held against it, is chance."
fix       = "Mend the place that is named: keys that the format does not know, what it asks for and is not there, references that lead nowhere, keys that stand twice, lines in brackets or quotes that are to be indented further."
reference = ["OpenAPI Specification 3.1.1 section 4.8", "JSON Schemas of OpenAPI (spec.openapis.org/oas/3.1/schema)", "AsyncAPI 3.0.0 (https://www.asyncapi.com/docs/reference/specification/v3.0.0)", "RFC 8259 section 4 (names should be unique)", "YAML 1.2.2 section 8.2.3 (Block Nodes)", "https://github.com/nodeca/js-yaml/issues/768"]
since     = "0.1"
evidence  = []
answers   = ["spectral:oas2-schema", "spectral:oas3-schema", "spectral:asyncapi-schema", "spectral:asyncapi-payload", "spectral:asyncapi-3-document-resolved", "spectral:asyncapi-3-document-unresolved"]
*/
select
    integration,
    api || case when path = root then '' else ' ' || path end || ' ' || pointer as subject,
    case when kind in ('version', 'limit') then null else false end              as met,
    coalesce(nullif(pointer, ''), 'the description') || ' ' || message           as reason,
    path,
    pointer,
    null::bigint                                                                 as line,
    case when kind = 'outdented' then ''
         when format = 'openapi' then case when format_version like '2%' then 'spectral:oas2-schema' else 'spectral:oas3-schema' end
         when format_version like '3%' then 'spectral:asyncapi-3-document-resolved spectral:asyncapi-3-document-unresolved'
         when kind = 'schema' and regexp_matches(pointer, '/payload(/|$)') then 'spectral:asyncapi-payload'
         else 'spectral:asyncapi-schema' end                                     as answers
from (select p.*, d.path as root, d.format, d.format_version from api_problem p left join api_description d on d.api = p.api)
union all
select integration, api, true, 'keeps ' || case format when 'asyncapi' then 'AsyncAPI ' else 'OpenAPI ' end || format_version, path, pointer, null,
    case when format = 'openapi' then case when format_version like '2%' then 'spectral:oas2-schema' else 'spectral:oas3-schema' end
         when format_version like '3%' then 'spectral:asyncapi-3-document-resolved' else 'spectral:asyncapi-schema' end
from api_description d
where valid and not exists (select 1 from api_problem p where p.api = d.api)
union all
select
    integration,
    path,
    -- What is larger or nests deeper than is read may be right.
    case when regexp_matches(error, 'more than|nests') then null else false end,
    replace(regexp_extract(error, '^(.*)', 1), path || ': ', ''),
    path,
    null,
    try_cast(nullif(regexp_extract(error, 'line (\d+)', 1), '') as bigint),
    ''
from collection
where collector = 'api_descriptions' and outcome = 'failed'
