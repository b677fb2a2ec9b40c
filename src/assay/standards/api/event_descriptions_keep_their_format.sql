/*
title     = "Descriptions of events keep the format of AsyncAPI"
level     = "should"
why       = "Generators, brokers and documentation read the format, not what was meant: what breaks it is left out without a word, or stops them."
fix       = "Mend the first place and look again; one slip often makes several."
effort    = "line"
reference = ["AsyncAPI 3.0.0 specification (https://www.asyncapi.com/docs/reference/specification/v3.0.0)"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-schema", "spectral:asyncapi-payload", "spectral:asyncapi-3-document-resolved", "spectral:asyncapi-3-document-unresolved"]
*/
select
    a.integration,
    a.api                                                  as subject,
    a.problems = 0                                         as met,
    case when a.problems is null then 'is of version ' || a.format_version || ', which is not known here'
         when a.problems = 0 then 'keeps AsyncAPI ' || a.format_version
         else 'breaks AsyncAPI ' || a.format_version || ' in ' || a.problems || case when a.problems = 1 then ' place: ' else ' places, first: ' end
            || p.message || ' (' || p.pointer || ')' end   as reason,
    coalesce(p.path, a.path)                               as path,
    coalesce(p.pointer, '')                                as pointer,
    case when a.major = 2 and p.kind = 'schema' and regexp_matches(p.pointer, '/payload(/|$)') then 'spectral:asyncapi-payload'
         when a.major = 2 then 'spectral:asyncapi-schema'
         else 'spectral:asyncapi-3-document-resolved spectral:asyncapi-3-document-unresolved' end as answers
from async_api a
left join (
    select api, path, kind, message, pointer, row_number() over (partition by api order by path, pointer, message) as n
    from async_problem
) p on p.api = a.api and p.n = 1
