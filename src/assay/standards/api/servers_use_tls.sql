/*
title     = "Described addresses are reached over TLS"
level     = "must"
why       = "Whoever sits on the way reads and changes what goes to an address without TLS: orders, tokens, amounts."
fix       = "State https (or wss) addresses only, and let the server redirect nothing from plain HTTP."
effort    = "line"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/", "RFC 9325 section 3"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API8:2023", "spectral-owasp:owasp:api8:2023-no-server-http", "spectral-owasp:owasp:api8:2023-no-scheme-http"]
*/
select
    integration,
    api || ' ' || url                                      as subject,
    case when scheme is null then null
         else scheme in ('https', 'wss') or regexp_matches(coalesce(host, ''), '^(localhost|127[.].*|\[?::1\]?|.*[.](local|localhost|test|internal))$')
    end                                                    as met,
    url || ' ' || case when scheme is null then 'is relative: whether it has TLS depends on where the file is'
         when scheme in ('https', 'wss') then 'is reached over TLS'
         when regexp_matches(coalesce(host, ''), '^(localhost|127[.].*|\[?::1\]?|.*[.](local|localhost|test|internal))$')
         then 'is reached without TLS, on the machine itself only'
         else 'is reached over ' || scheme || ', without TLS' end as reason,
    path,
    pointer
from api_server
union all
select
    integration,
    api || ' ' || name                                     as subject,
    not plain_urls,
    case when plain_urls then 'the security scheme ' || name || ' asks for tokens at an address without TLS'
         else 'the security scheme ' || name || ' asks for tokens over TLS' end,
    path,
    pointer
from api_security_scheme
where type in ('oauth2', 'openIdConnect')
