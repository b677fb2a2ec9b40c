/*
title     = "Credentials do not travel in addresses"
level     = "must"
why       = "Addresses stand in logs, histories, Referer headers and dashboards; a key in one is known to all who read these."
fix       = "Take credentials in a header (Authorization) or, to sign in, in the body of a POST."
effort    = "design"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/", "RFC 6750 section 5.3", "RFC 9110 section 17.9"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API2:2023", "spectral-owasp:owasp:api2:2023-no-api-keys-in-url", "spectral-owasp:owasp:api2:2023-no-credentials-in-url"]
*/
select
    integration,
    api || ' scheme ' || name                              as subject,
    case when type = 'http' then true else location <> 'query' end as met,
    case when type = 'apiKey' and location is null then 'nothing says where the key ' || name || ' is sent'
         when location = 'query' then 'the key ' || name || ' is sent in the query of every address'
         else name || ' is sent in ' || case when location = 'cookie' then 'a cookie' else 'a header' end end as reason,
    path,
    pointer
from api_security_scheme
where type = 'apiKey' or (type = 'http' and scheme in ('basic', 'bearer'))
union all
select
    min(integration),
    api || ' ' || location || ' parameter ' || name,
    case when bool_and(secret) then false end,
    name || case when bool_and(secret) then ' is part of' else ' may be a credential; it is part of' end
        || ' the address of ' || count(*) || ' operations, such as ' || min(operation),
    arg_min(path, operation),
    arg_min(pointer, operation)
from (
    -- A token may stand for a cart or a gift card as well; a secret is nothing else.
    select *, regexp_matches(lower(name), '^(access_?token|id_?token|refresh_?token|client_?secret|secret|password|passwd|pwd|api_?-?key|private_?-?key|auth_?-?token)$') as secret
    from api_parameter
    where location in ('query', 'path')
) parameter
where secret or regexp_matches(lower(name), '^(token|jwt|session_?token)$')
group by api, location, name
