/*
title     = "Writes ask for credentials"
level     = "should"
why       = "What may be changed without saying who one is will be changed by anybody; a gateway that is configured from the description lets it through."
fix       = "State a security requirement for the API as a whole, and security: [] on the few operations that are meant to be open, such as signing in."
effort    = "line"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/", "OpenAPI 3.1.1 section 4.8.30 (Security Requirement Object)"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API2:2023", "spectral-owasp:owasp:api2:2023-write-restricted"]
*/
select
    o.integration,
    o.api || ' ' || o.operation                            as subject,
    case when o.security is null then false
         when o.security <> '' and not o.optional_security then true
         -- Whoever signs in, registers or asks for a token has nothing yet to show.
         when regexp_matches(lower(o.route), 'login|logout|sign_?-?in|sign_?-?up|register|token|session|password|oauth|auth') then null
         else false end                                    as met,
    o.operation || ' ' || case when o.security is null then 'asks for no credentials, though the description has ' || s.schemes || ' ways to state them, such as ' || s.example
         when o.security <> '' and not o.optional_security then 'asks for ' || replace(replace(o.security, ',', ' or '), '+', ' and ')
         when regexp_matches(lower(o.route), 'login|logout|sign_?-?in|sign_?-?up|register|token|session|password|oauth|auth')
         then 'is stated to be open, as what makes credentials may be'
         when o.optional_security then 'may also be called without credentials'
         else 'is stated to be open to everybody' end      as reason,
    o.path,
    o.pointer
from api_operation o
join (
    select api, count(*) as schemes, min(name) as example from api_security_scheme group by api
) s on s.api = o.api
where o.kind = 'path' and o.method in ('POST', 'PUT', 'PATCH', 'DELETE')
union all
select
    min(o.integration),
    o.api                                                  as subject,
    case when bool_or(o.security is not null) then false end,
    case when bool_or(o.security <> '') then 'operations ask for credentials, and no way to state them is defined'
         when bool_or(o.security is not null) then count(o.security) || ' of its ' || count(*) || ' writes are stated to be open to everybody, such as '
            || min(case when o.security is not null then o.operation end)
         else 'nothing is said of credentials anywhere: whether its ' || count(*) || ' writes are open cannot be told' end,
    min(o.path),
    ''
from api_operation o
where o.kind = 'path' and o.method in ('POST', 'PUT', 'PATCH', 'DELETE')
  and not exists (select 1 from api_security_scheme s where s.api = o.api)
group by o.api
