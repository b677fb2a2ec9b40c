/*
title     = "Methods and media types that are not offered are refused"
level     = "should"
why       = "A body of an unknown type is read by guessing, and an answer in another type than was asked for is not understood."
fix       = "Answer 415 to a body and 406 to an Accept of a type that there is not, 405 with Allow to a method that there is not."
effort    = "local"
reference = ["RFC 9110 section 15.5.6", "RFC 9110 section 15.5.7", "RFC 9110 section 15.5.16", "https://schemathesis.readthedocs.io/en/stable/reference/checks/"]
since     = "0.1"
evidence  = []
*/
with methods as (
    select integration, path, operation, min(line) as line, string_agg(message, '; ' order by message) as message
    from trial_failure
    where what = 'method'
    group by integration, path, operation
),
others as (
    select distinct e.path, e.operation
    from trial_exchange e join call c on c.path = e.path and c.entry = e.entry
    where e.intent = 'invalid' and c.method <> split_part(e.operation, ' ', 1)
)
select
    integration,
    coalesce(operation, 'every operation') || ': ' || replace(question, '_', ' ') as subject,
    held                                                   as met,
    reason,
    path,
    line
from trial_probe
where probe = 'negotiation'
union all
select
    o.integration,
    o.operation || ': other methods'                       as subject,
    case when m.path is not null then false when s.path is not null then true end as met,
    coalesce(m.message, case when s.path is not null then 'methods that are not described were refused'
                             else 'no method that is not described was sent' end) as reason,
    o.path,
    coalesce(m.line, o.line)                               as line
from trial_operation o
left join methods m on m.path = o.path and m.operation = o.operation
left join others s on s.path = o.path and s.operation = o.operation
