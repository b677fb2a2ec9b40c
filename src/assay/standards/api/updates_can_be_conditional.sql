/*
title     = "Updates can be made conditional"
level     = "may"
why       = "Two people who change the same order overwrite each other without a word; the price that one of them saw is not the one that is charged."
fix       = "Answer reads with an ETag, take If-Match on PUT and PATCH, and answer 412 where it no longer matches."
effort    = "design"
reference = ["RFC 9110 section 13.1.1", "RFC 9110 section 8.8.3", "RFC 6585 section 3"]
since     = "0.1"
evidence  = []
*/
with operation as (
    select o.*, coalesce(p.taken, false) as taken, coalesce(b.refused, false) as refused
    from api_operation o
    left join (
        select api, operation, true as taken from api_parameter
        where location = 'header' and lower(name) in ('if-match', 'if-unmodified-since') group by api, operation
    ) p on p.api = o.api and p.operation = o.operation
    left join (
        select api, operation, bool_or(status in ('412', '428')) as refused
        from api_body where side = 'response' group by api, operation
    ) b on b.api = o.api and b.operation = o.operation
    where o.kind = 'path' and o.method in ('PUT', 'PATCH')
)
select
    min(integration)                                       as integration,
    api                                                    as subject,
    case when count(case when taken then 1 end) = count(*) then true
         when count(case when taken or refused then 1 end) = count(*) then null
         else false end                                    as met,
    count(case when taken then 1 end) || ' of ' || count(*) || ' updates take If-Match'
        || case when count(case when refused and not taken then 1 end) > 0
             then '; ' || count(case when refused and not taken then 1 end) || ' answer 412 or 428, and do not describe what to send' else '' end
        || coalesce('; ' || min(case when not taken and not refused then operation end) || ' overwrites whatever is there', '') as reason,
    coalesce(arg_min(path, case when not taken then operation end), min(path)) as path,
    coalesce(arg_min(pointer, case when not taken then operation end), min(pointer)) as pointer
from operation
group by api
