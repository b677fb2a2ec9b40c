/*
title     = "Deprecated operations are not called any more"
level     = "should"
why       = "What is deprecated goes away on a day that its provider chooses; whoever still calls it then stops taking orders."
fix       = "Move to what replaces it, as the description or its Link header says, before the day of its sunset."
effort    = "design"
reference = ["RFC 9745", "RFC 8594", "OpenAPI 3.1 section 4.8.10 (deprecated)"]
since     = "0.1"
evidence  = []
limits    = { days = 180 }
*/
with calls as (
    select m.*, c.started_at, date_diff('day', c.started_at, $as_of) <= $days as late,
        coalesce(o.sunset, (select max(h.value) from call_header h
            where h.path = m.path and h.entry = m.entry and h.side = 'response' and h.name = 'sunset')) as sunset
    from api_match m join call c on c.path = m.path and c.entry = m.entry
    left join api_operation o on o.api = m.api and o.operation = m.operation and o.path = m.description
    where m.operation is not null and m.origin not in ('trial', 'probe')
)
select
    integration,
    api || ' ' || operation                                as subject,
    case when not bool_or(deprecated) then true
         when bool_or(deprecated and late) then false
         when bool_or(deprecated and late is null) then null
         else true end                                     as met,
    case when not bool_or(deprecated) then 'is not deprecated'
         else 'is deprecated, and called ' || count(*) || ' times'
            || coalesce(', last on ' || strftime(max(started_at), '%Y-%m-%d'), ', nobody recorded when')
            || coalesce('; its end is stated as ' || max(sunset), '') end as reason,
    coalesce(min(case when late then path end), min(path)) as path,
    arg_min(line, case when late then path || '#' || right('00000' || entry, 6) end) as line,
    min(origin)                                            as origin
from calls
group by integration, api, operation
