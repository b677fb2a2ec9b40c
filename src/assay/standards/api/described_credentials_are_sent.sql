/*
title     = "Credentials that are described are sent"
level     = "should"
why       = "An operation that is described to ask for credentials and answers without them is open to everybody, or its description misleads whoever guards it."
fix       = "Have the server refuse calls without credentials; where the operation is meant to be open, describe it so (security: [])."
effort    = "outside"
reference = ["OWASP API2:2023 (https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/)", "OpenAPI 3.1 section 4.8.30"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    api || ' ' || operation                                as subject,
    case when bool_or(credentials = false and status between 200 and 299) then false
         when bool_or(credentials) or bool_or(credentials = false and status >= 300) then true end as met,
    case when bool_or(credentials = false and status between 200 and 299)
            then count(case when credentials = false and status between 200 and 299 then 1 end) || ' of ' || count(*)
                || ' calls were answered with success without the credentials described, which others in the recording carry'
         when bool_or(credentials) then count(case when credentials then 1 end) || ' of ' || count(*) || ' calls carry the credentials described'
         when bool_or(credentials = false and status >= 300) then 'what came without credentials was refused'
         when bool_or(credentials = false) then 'what came without credentials has no answer that was recorded'
         else 'whether any of ' || count(*) || ' calls carry the credentials described was not recorded' end as reason,
    coalesce(min(case when credentials = false and status between 200 and 299 then path end), min(path)) as path,
    arg_min(line, case when credentials = false and status between 200 and 299 then path || '#' || right('00000' || entry, 6) end) as line,
    min(origin)                                            as origin
from api_match m
where operation is not null and (credentials is not null or exists (
    select 1 from api_operation o
    where o.api = m.api and o.operation = m.operation and o.security <> '' and not o.optional_security))
group by integration, api, operation
