/*
title     = "What the description forbids is refused"
level     = "should"
why       = "A quantity of minus one that is taken is an order that pays the shopper; limits that only the description knows protect nobody."
fix       = "Hold each request against its schema where it comes in, or describe what is really taken."
effort    = "local"
reference = ["OWASP API Security Top 10 2023 API10:2023", "RFC 9110 section 15.5.1", "https://schemathesis.readthedocs.io/en/stable/reference/checks/"]
since     = "0.1"
evidence  = []
*/
with taken as (
    select integration, path, operation, sum(times) as times, min(line) as line,
        string_agg(message, '; ' order by what, message) as message
    from trial_failure
    where what in ('invalid_accepted', 'header_optional')
    group by integration, path, operation
)
select
    o.integration,
    o.operation                                            as subject,
    case when t.times > 0 then false when o.invalid > 0 then true end as met,
    case when t.times > 0 then t.times || ' times: ' || t.message
         when o.invalid > 0 then 'took none of ' || o.invalid || ' requests that its description forbids'
         else 'no request that its description forbids was sent' end as reason,
    o.path,
    coalesce(t.line, o.line)                               as line
from trial_operation o
left join taken t on t.path = o.path and t.operation = o.operation
