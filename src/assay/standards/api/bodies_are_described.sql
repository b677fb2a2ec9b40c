/*
title     = "Bodies say what they look like"
level     = "should"
why       = "A body without a schema is checked by nobody: not by the client's types, not by the gateway, not by a test of the contract."
fix       = "Give every request and every success a schema; where anything is allowed, say so in words and keep it to one member."
effort    = "local"
reference = ["OpenAPI 3.1.1 section 4.8.14 (Media Type Object)", "https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API3:2023"]
*/
select
    min(o.integration)                                     as integration,
    o.api || ' ' || o.operation                            as subject,
    case when count(case when not b.has_schema then 1 end) > 0 then false
         when count(case when b.type is null and b.properties is null then 1 end) > 0 then null
         else true end                                     as met,
    o.operation || ': ' || case when count(case when not b.has_schema then 1 end) > 0
         then 'its ' || min(case when not b.has_schema then case when b.side = 'request' then 'request' else 'answer of ' || b.status end end) || ' has no schema'
         when count(case when b.type is null and b.properties is null then 1 end) > 0
         then 'the schema of its ' || min(case when b.type is null and b.properties is null
            then case when b.side = 'request' then 'request' else 'answer of ' || b.status end end) || ' states neither a type nor a property'
         else 'each of its ' || count(*) || ' bodies has a schema' end as reason,
    coalesce(arg_min(b.path, case when not b.has_schema then b.pointer end),
        arg_min(b.path, case when b.type is null and b.properties is null then b.pointer end), arg_min(b.path, b.pointer)) as path,
    coalesce(min(case when not b.has_schema then b.pointer end),
        min(case when b.type is null and b.properties is null then b.pointer end), min(b.pointer)) as pointer
from api_operation o
join api_body b on b.api = o.api and b.operation = o.operation
where b.media_type like '%json%' and (b.side = 'request' or regexp_matches(b.status, '^2'))
group by o.api, o.operation
