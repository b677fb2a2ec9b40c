/*
title     = "Trace headers are well formed"
level     = "should"
why       = "A service that gets a malformed traceparent starts a new trace, and the old one ends in the middle of the payment."
fix       = "Let the tracing library write the header: 00, 32 hexadecimal digits, 16, two of flags; ids never all zero."
effort    = "local"
reference = ["https://www.w3.org/TR/trace-context/#traceparent-header-field-values"]
since     = "0.1"
evidence  = ["call_header"]
*/
select
    h.integration,
    h.side || ' of ' || coalesce(c.host, 'unknown host')   as subject,
    case when bool_or(h.masked) then null else bool_and(
        regexp_matches(h.value, '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$')
        and not regexp_matches(h.value, '^ff-|^..-0{32}-|^..-.{32}-0{16}-|^00-.{53}')) end as met,
    case when bool_or(h.masked) then 'the recording masks them'
         else count(case when regexp_matches(h.value, '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$')
            and not regexp_matches(h.value, '^ff-|^..-0{32}-|^..-.{32}-0{16}-|^00-.{53}') then 1 end)
            || ' of ' || count(*) || ' are well formed' end as reason,
    min(h.path)                                            as path,
    min(c.line)                                            as line
from call_header h
join call c on c.path = h.path and c.entry = h.entry
where h.name = 'traceparent'
group by h.integration, h.side, coalesce(c.host, 'unknown host')
