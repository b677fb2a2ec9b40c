/*
title     = "Ways to prove who calls are of today"
level     = "should"
why       = "Basic sends the same password with every call, and the implicit and password flows of OAuth 2 hand tokens and passwords to whoever stands between."
fix       = "Ask for short-lived bearer tokens, from the client credentials or the authorization code flow with PKCE, or for keys in a header."
effort    = "design"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/", "RFC 9700 section 2.1.2", "RFC 9700 section 2.4", "RFC 7617 section 4"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API2:2023", "spectral-owasp:owasp:api2:2023-no-http-basic", "spectral-owasp:owasp:api2:2023-auth-insecure-schemes"]
*/
select
    integration,
    api || ' scheme ' || name                              as subject,
    case when type = 'http' and scheme in ('basic', 'digest', 'negotiate', 'oauth') then false
         when type = 'http' and scheme in ('bearer', 'dpop', 'mutual', 'hoba', 'gnap') then true
         when type = 'oauth2' then not regexp_matches(coalesce(flows, ''), '(^|,) *(implicit|password) *(,|$)')
         when type in ('apiKey', 'openIdConnect', 'mutualTLS') then true end as met,
    name || ' ' || case when type = 'http' and scheme = 'basic' then 'sends the password with every call (HTTP Basic)'
         when type = 'http' and scheme is null then 'is of HTTP, and does not say which scheme'
         when type = 'http' then 'is the HTTP scheme ' || scheme
         when type = 'oauth2' and regexp_matches(coalesce(flows, ''), '(^|,) *(implicit|password) *(,|$)')
         then 'offers the OAuth 2 flows ' || flows || ', of which implicit and password are withdrawn'
         when type = 'oauth2' then 'offers the OAuth 2 flows ' || coalesce(flows, 'none')
         else 'is ' || coalesce(type, 'of no stated type') end as reason,
    path,
    pointer
from api_security_scheme
