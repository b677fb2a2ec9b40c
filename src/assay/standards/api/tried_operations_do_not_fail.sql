/*
title     = "No request makes a tried operation fail"
level     = "must"
why       = "A request that ends in a server error, or in silence, is an order of which nobody knows whether it was placed."
fix       = "Reproduce it with the command that the trial shows, and answer what cannot be done with a 4xx that says why."
effort    = "local"
reference = ["RFC 9110 section 15.6", "https://schemathesis.readthedocs.io/en/stable/reference/checks/"]
since     = "0.1"
evidence  = []
*/
with failing as (
    select integration, path, operation, sum(times) as times, min(line) as line,
        string_agg(message, '; ' order by what, message) as message
    from trial_failure
    where what in ('server_error', 'no_answer')
    group by integration, path, operation
)
select
    coalesce(o.integration, f.integration)                 as integration,
    coalesce(o.operation, f.operation)                     as subject,
    case when f.times > 0 then false when o.exchanges > 0 then true end as met,
    case when f.times > 0 then f.times || ' times: ' || f.message
         when o.exchanges > 0 then 'none of ' || o.exchanges || ' requests made it fail'
         else 'it was not tried' end                       as reason,
    coalesce(o.path, f.path)                               as path,
    coalesce(f.line, o.line)                               as line
from trial_operation o
full join failing f on f.path = o.path and f.operation = o.operation
