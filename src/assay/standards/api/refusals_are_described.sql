/*
title     = "Operations say how they refuse"
level     = "should"
why       = "A client handles the errors that it has been told of; the others end as \"something went wrong\" in front of a shopper."
fix       = "Describe 401 or 403 where credentials are asked for, and 400 or 422 where a body is taken, once each under components, and refer to them; or default, with the shape of every error."
effort    = "line"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/", "RFC 9110 section 15.5", "OpenAPI 3.1.1 section 4.8.16 (Responses Object)"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API8:2023", "spectral-owasp:owasp:api8:2023-define-error-responses-401", "spectral-owasp:owasp:api8:2023-define-error-validation"]
*/
with operation as (
    select o.integration, o.api, o.operation, o.path, o.pointer,
        count(b.status)                                    as answers,
        -- Where nothing is said of credentials, nobody knows whether they can be wanting.
        coalesce(o.security, '') <> '' and count(case when b.status in ('401', '403', '4XX', 'default') then 1 end) = 0 as undenied,
        o.request_required is not null and count(case when b.status in ('400', '422', '4XX', 'default') then 1 end) = 0 as unrefused
    from api_operation o
    left join api_body b on b.api = o.api and b.operation = o.operation and b.side = 'response'
    -- What asks for nothing and takes no body has nothing to refuse.
    where o.kind = 'path' and (coalesce(o.security, '') <> '' or o.request_required is not null)
    group by o.integration, o.api, o.operation, o.path, o.pointer, o.security, o.request_required
)
select
    min(integration)                                       as integration,
    api                                                    as subject,
    case when count(case when undenied or unrefused then 1 end) > 0
         then case when count(case when (undenied or unrefused) and answers > 0 then 1 end) > 0 then false end
         else true end                                     as met,
    case when count(case when (undenied or unrefused) and answers > 0 then 1 end) > 0
         then 'of ' || count(*) || ' operations that can refuse ' || concat_ws(' and ',
                case when count(case when undenied then 1 end) > 0
                     then count(case when undenied then 1 end) || ' ask for credentials and describe neither 401 nor 403' end,
                case when count(case when unrefused then 1 end) > 0
                     then count(case when unrefused then 1 end) || ' take a body and describe neither 400 nor 422' end)
            || ', such as ' || min(case when undenied or unrefused then operation end)
         when count(case when undenied or unrefused then 1 end) > 0
         then min(case when undenied or unrefused then operation end) || ' describes no answer that was read'
         else 'each of ' || count(*) || ' operations that ask for credentials or take a body describes how it refuses' end as reason,
    coalesce(arg_min(path, case when undenied or unrefused then operation end), min(path)) as path,
    coalesce(arg_min(pointer, case when undenied or unrefused then operation end), min(pointer)) as pointer
from operation
group by api
