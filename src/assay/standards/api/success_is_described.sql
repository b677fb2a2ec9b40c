/*
title     = "Operations say how they succeed"
level     = "should"
why       = "An operation that describes no success leaves a client to guess what an answer looks like when all is well."
fix       = "Describe the answer of 200, 201, 202 or 204, each with its body."
effort    = "line"
reference = ["OpenAPI 3.1.1 section 4.8.16 (Responses Object)", "RFC 9110 section 15.3"]
since     = "0.1"
evidence  = []
answers   = ["spectral:operation-success-response"]
*/
select
    o.integration,
    o.api || ' ' || o.operation                            as subject,
    case when coalesce(b.successes, 0) > 0 then true when coalesce(b.others, 0) > 0 then null else false end as met,
    o.operation || ' ' || case when coalesce(b.successes, 0) > 0 then 'describes ' || b.example
         when coalesce(b.others, 0) > 0 then 'describes only default, which may be success or failure'
         when b.failure is not null then 'describes ' || b.failure || ', but no success'
         else 'describes no answer' end                    as reason,
    o.path,
    o.pointer
from api_operation o
left join (
    select api, operation,
        count(case when regexp_matches(status, '^[123]') then 1 end) as successes,
        count(case when status = 'default' then 1 end)     as others,
        min(case when regexp_matches(status, '^[123]') then status end) as example,
        min(case when regexp_matches(status, '^[45]') then status end) as failure
    from api_body where side = 'response' group by api, operation
) b on b.api = o.api and b.operation = o.operation
