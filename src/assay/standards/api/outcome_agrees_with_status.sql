/*
title     = "The status of an answer agrees with what its body says"
level     = "should"
why       = "Clients, proxies and monitors believe the status: an error under 200 is counted as success, a next step under 400 as failure."
fix       = "Answer errors with 4xx or 5xx, a further step with 2xx or 303, and 202 with a Location or an address to ask for the result."
effort    = "outside"
reference = ["RFC 9110 section 15", "RFC 9110 section 15.3.3"]
since     = "0.1"
evidence  = ["call"]
*/
select
    integration,
    recording || ' #' || entry || ' ' || method || ' ' || route as subject,
    not (
        (status < 300 and outcome = 'error')
        or (status >= 400 and outcome in ('success', 'action', 'pending'))
        or (status = 202 and not says_where_next)
    )                                                      as met,
    case when status = 202 and not says_where_next
         then 'answered 202 without a Location or an address where the result can be asked for'
         else 'answered ' || status || ' with ' || outcome_said end as reason,
    path,
    line,
    origin
from call
where (outcome is not null or status = 202)
  and route not like '%graphql%'
  -- What a read shows is the state of a thing, not the outcome of the request.
  and (method <> 'GET' or status = 202 or outcome_said in ('error', 'errors') or outcome_said like 'success%')
