/*
title     = "A trial comes through to every operation"
level     = "may"
why       = "An operation that refuses all that it is sent was not tried: nothing is known of what it does."
fix       = "Give credentials, examples in the description and links between operations, or more time."
effort    = "setting"
reference = ["https://schemathesis.readthedocs.io/en/stable/reference/warnings/", "OpenAPI 3.1 section 4.8.20"]
limits    = { enough_requests = 50 }
since     = "0.1"
evidence  = []
*/
select
    integration,
    operation                                              as subject,
    -- A few that are refused say little; fifty say that nothing which was sent can be right.
    case when accepted > 0 then true when exchanges - invalid >= $enough_requests then false end as met,
    case when accepted > 0 then accepted || ' of ' || (exchanges - invalid) || ' requests were taken'
         when exchanges = 0 then 'it was not tried'
         else 'none of ' || (exchanges - invalid) || ' requests was taken' end as reason,
    path,
    line
from trial_operation
