/*
title     = "Answers have a status that is described"
level     = "should"
why       = "A status that the description does not know is an outcome that no client was written for: the shopper sees the worst guess."
fix       = "Describe the status with what its body looks like, or answer with one that is described."
effort    = "outside"
reference = ["OpenAPI 3.1 section 4.8.16", "Schemathesis status_code_conformance (https://schemathesis.readthedocs.io/en/stable/reference/checks/)"]
since     = "0.1"
provoked  = true
evidence  = []
*/
with odd as (
    select integration, api, operation, status, count(*) as calls, min(message) as message
    from (select m.*, x.message from api_match m join api_mismatch x on x.path = m.path and x.entry = m.entry
          where x.kind = 'status_undocumented'
              and not (m.origin in ('trial', 'probe') and m.status in (405, 406, 411, 413, 414, 415, 417, 431, 501)))
    group by all
)
select
    m.integration,
    m.api || ' ' || m.operation                            as subject,
    bool_and(m.status_described)                           as met,
    case when count(m.status) = 0 then 'no answer was recorded'
         when bool_and(m.status_described)
         then 'answered ' || string_agg(distinct m.status, ', ' order by m.status)
         else (select string_agg(o.status || ' (' || o.calls || ') ' || o.message, '; ' order by o.status) from odd o
               where o.integration = m.integration and o.api = m.api and o.operation = m.operation) end as reason,
    coalesce(min(case when not m.status_described then m.path end), min(m.path)) as path,
    arg_min(m.line, case when not m.status_described then m.path || '#' || right('00000' || m.entry, 6) end) as line,
    coalesce(min(m.origin) filter (not m.status_described), min(m.origin)) as origin
from api_match m
-- What HTTP itself refuses (RFC 9110 section 15.5), a trial provokes on purpose: nobody who keeps to the description meets it.
where m.operation is not null
    and not (m.origin in ('trial', 'probe') and m.status in (405, 406, 411, 413, 414, 415, 417, 431, 501))
group by m.integration, m.api, m.operation
