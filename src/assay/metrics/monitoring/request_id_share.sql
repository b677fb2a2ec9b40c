/*
title     = "Own answers with a request id"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "An answer without an id cannot be found in the logs."
formula   = "own answers with a request, correlation or trace id / own answers"
reference = ["Elastic Common Schema, http.request.id (X-Request-ID, X-Correlation-ID)"]
*/
select c.integration, count(h.name) as numerator, count(*) as denominator
from call c
left join (
    select path, entry, min(name) as name from call_header
    where side = 'response' and regexp_matches(name, '(^|-)(request|correlation|trace)-?id$|^traceresponse$|^traceparent$')
    group by path, entry
) h on h.path = c.path and h.entry = c.entry
where c.party = 'first' and c.status is not null
group by c.integration
