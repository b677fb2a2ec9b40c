/*
title     = "What operations ask for to be called is defined"
level     = "should"
why       = "A requirement that names no scheme, or a scope that the scheme has not, is one that no client and no gateway can fulfil."
fix       = "Define the scheme under the name that the operations use, with all the scopes that they ask for; where it is neither OAuth 2 nor OpenID Connect, leave the list empty before OpenAPI 3.1."
effort    = "line"
reference = ["OpenAPI 3.1.1 section 4.8.30 (Security Requirement Object)", "OpenAPI 3.0.4 section 4.7.30 (Security Requirement Object)", "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/"]
since     = "0.1"
evidence  = []
answers   = ["spectral:oas3-operation-security-defined", "spectral:oas2-operation-security-defined"]
*/
select
    u.integration,
    u.api || coalesce(' ' || u.operation, '') || ' asks for ' || u.scheme as subject,
    case when s.name is not null and s.type = 'openIdConnect' and u.scopes <> '' then null else u.defined end as met,
    coalesce(u.operation, 'the API') || ': ' || case when s.name is null and not u.defined then 'asks for ' || u.scheme || ', which is defined nowhere'
         when s.type = 'openIdConnect' and u.scopes <> '' then 'asks for the scopes ' || u.scopes || ', which the provider defines'
         when not u.defined and s.type <> 'oauth2' then 'asks ' || u.scheme || ' for ' || u.scopes || '; before OpenAPI 3.1 only OAuth 2 and OpenID Connect have scopes'
         when not u.defined then 'asks for scopes of ' || u.scheme || ' of which one is not defined: ' || u.scopes
         else u.scheme || ' is defined' end                as reason,
    u.path,
    u.pointer,
    case when d.format_version like '2%' then 'spectral:oas2-operation-security-defined' else 'spectral:oas3-operation-security-defined' end as answers
from api_security_use u
left join api_description d on d.api = u.api
left join api_security_scheme s on s.api = u.api and s.name = u.scheme
