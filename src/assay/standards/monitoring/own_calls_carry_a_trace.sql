/*
title     = "The shop's own calls carry a trace"
level     = "should"
why       = "Without a trace, a failed payment cannot be followed from the browser to the service that failed."
fix       = "Let the client send traceparent to the shop's own hosts, and allow the header in CORS."
effort    = "design"
reference = ["https://www.w3.org/TR/trace-context/#traceparent-header"]
since     = "0.1"
*/
select
    integration,
    host                                                   as subject,
    count(trace_id) = count(*)                             as met,
    count(trace_id) || ' of ' || count(*) || ' calls carry a valid traceparent' as reason,
    coalesce(min(case when trace_id is null then path end), min(path)) as path,
    arg_min(line, case when trace_id is null then path || '#' || right('00000' || entry, 6) end) as line
from call
where party = 'first' and host is not null
group by integration, host
