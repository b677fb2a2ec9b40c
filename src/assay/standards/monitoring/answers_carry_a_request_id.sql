/*
title     = "The shop's own answers carry a request id"
level     = "should"
why       = "When a shopper calls about a failed payment, the id in the answer is what finds its log line."
fix       = "Let the edge make an id for each request, log it, and answer with it (X-Request-Id, traceresponse)."
effort    = "outside"
reference = ["Elastic Common Schema, http.request.id (X-Request-ID, X-Correlation-ID)"]
since     = "0.1"
provoked  = true
evidence  = ["call", "call_header"]
*/
select
    c.integration,
    c.host                                                 as subject,
    count(h.name) = count(*)                               as met,
    count(h.name) || ' of ' || count(*) || ' answers carry '
        || coalesce(min(h.name), 'x-request-id or the like') as reason,
    coalesce(min(case when h.name is null then c.path end), min(c.path)) as path,
    arg_min(c.line, case when h.name is null then c.path || '#' || right('00000' || c.entry, 6) end) as line
from call c
left join (
    select path, entry, min(name) as name from call_header
    where side = 'response' and regexp_matches(name, '(^|-)(request|correlation|trace)-?id$|^traceresponse$|^traceparent$')
    group by path, entry
) h on h.path = c.path and h.entry = c.entry
where c.party = 'first' and c.host is not null and c.status is not null
group by c.integration, c.host
