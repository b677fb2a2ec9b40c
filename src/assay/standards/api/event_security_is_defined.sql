/*
title     = "What a broker asks for to connect is defined"
level     = "should"
why       = "A security scheme that is named and defined nowhere is one that no client can keep and no gateway enforces: the channel stands open, or shut."
fix       = "Define the scheme in components.securitySchemes under the name that the server or operation uses."
effort    = "line"
reference = ["AsyncAPI 2.6.0 Security Requirement Object (https://www.asyncapi.com/docs/reference/specification/v2.6.0#securityRequirementObject)", "AsyncAPI 3.0.0 Security Scheme Object"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-operation-security", "spectral:asyncapi-3-operation-security", "spectral:asyncapi-server-security"]
*/
select
    s.integration,
    s.api || ' ' || s.part || ' ' || s.name || ' asks for ' || s.scheme as subject,
    s.defined                                              as met,
    case when s.defined then s.scheme || ' is defined' else 'asks for ' || s.scheme || ', which is defined nowhere' end as reason,
    s.path,
    s.pointer,
    case when s.part = 'server' then 'spectral:asyncapi-server-security'
         when a.major = 2 then 'spectral:asyncapi-operation-security'
         else 'spectral:asyncapi-3-operation-security' end as answers
from async_security s
join async_api a on a.api = s.api
union all
select integration, api, null, 'no server and no operation says how to prove who connects', path, '',
    'spectral:asyncapi-server-security'
from async_api
where servers > 0 and not exists (select 1 from async_security x where x.api = async_api.api)
