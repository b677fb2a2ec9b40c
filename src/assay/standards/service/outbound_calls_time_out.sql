/*
title     = "Outbound calls give up in time"
level     = "must"
why       = "A call that never ends holds its caller, and the shopper, hostage."
fix       = "Give the call a limit: AbortSignal.timeout(ms) for fetch, the timeout option of the client; the payment step's budget is 10 s."
effort    = "line"
reference = ["https://axios-http.com/docs/config_defaults", "https://bun.com/docs/lint/rules/bun/axios-no-unbounded-requests"]
since     = "0.1"
limits    = { max_ms = 10000 }
*/
select
    integration,
    path || ': ' || call_site                                                as subject,
    case when not has_timeout then false
         when timeout_ms > $max_ms then false
         when has_timeout and timeout_ms is not null then true
         when has_timeout then true end                                      as met,
    case when not has_timeout then client || ' is given no timeout: it waits as long as the network lets it'
         when timeout_ms > $max_ms then 'waits up to ' || round(timeout_ms / 1000, 1) || ' s, longer than ' || round($max_ms / 1000.0, 1) || ' s'
         when timeout_ms is not null then 'gives up after ' || round(timeout_ms / 1000, 1) || ' s'
         when has_timeout then 'gives up after a time that is computed'
         else 'leaves the timeout to its caller, or computes its options: whether it gives up cannot be seen here' end as reason,
    path,
    line
from client_call_site
where not is_test
