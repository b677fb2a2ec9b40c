/*
title     = "Descriptions say how callers are slowed down"
level     = "may"
why       = "A client that does not know of 429 treats it as a failure, and tries again at once; that is how a slow checkout becomes a dead one."
fix       = "Describe 429 for every operation, with its Retry-After header; keep it as one response under components."
effort    = "line"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/", "RFC 6585 section 4", "RFC 9110 section 10.2.3"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API4:2023", "spectral-owasp:owasp:api4:2023-rate-limit-responses-429", "spectral-owasp:owasp:api4:2023-rate-limit-retry-after"]
*/
select
    min(o.integration)                                     as integration,
    o.api                                                  as subject,
    case when count(case when b.waits then 1 end) = count(*) then true
         when count(case when b.waits or b.covered then 1 end) = count(*) then null
         else false end                                    as met,
    count(case when b.throttled then 1 end) || ' of ' || count(*) || ' operations describe 429, '
        || count(case when b.waits then 1 end) || ' with Retry-After'
        || case when count(case when b.waits or b.covered then 1 end) = count(*) and count(case when b.waits then 1 end) < count(*)
             then '; 4XX or default covers the others, and does not say so'
           else coalesce('; ' || min(case when not coalesce(b.throttled, false) then o.operation end) || ' does not', '') end as reason,
    coalesce(arg_min(o.path, case when not coalesce(b.throttled, false) then o.operation end), min(o.path)) as path,
    coalesce(arg_min(o.pointer, case when not coalesce(b.throttled, false) then o.operation end), min(o.pointer)) as pointer
from api_operation o
left join (
    select api, operation, bool_or(status = '429')         as throttled,
        bool_or(status in ('429', '4XX') and contains(' ' || coalesce(headers, '') || ' ', ' retry-after ')) as waits,
        bool_or(status in ('4XX', 'default'))              as covered
    from api_body where side = 'response' group by api, operation
) b on b.api = o.api and b.operation = o.operation
where o.kind = 'path'
group by o.api
