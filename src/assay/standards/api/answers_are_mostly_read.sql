/*
title     = "Answers are mostly read"
level     = "may"
why       = "What nobody reads is loaded, parsed and kept on every phone all the same, and may be what nobody should have been told."
fix       = "Ask for the fields that are read, where the API lets you, or leave the others out of the answer; if code elsewhere reads them, accept this."
effort    = "outside"
reference = ["OWASP API3:2023", "https://google.aip.dev/157"]
since     = "0.1"
limits    = { share = 0.5, bytes = 1400 }
*/
with fields as (
    select integration, host, method, route, field, sum(calls) as calls, sum(bytes) as bytes,
        case when count(named) < count(*) then null else min(case when named then 1 else 0 end) = 1 end as named,
        min(path) as path, arg_min(line, (path, line)) as line
    from answer_field
    group by integration, host, method, route, field
), ranked as (
    select *, row_number() over (partition by integration, host, method, route, named order by bytes desc, field) as place
    from fields
), operations as (
    select integration, host, method, route, min(path) as path, arg_min(line, (path, line)) as line, max(calls) as calls,
        count(*) as fields, count(named) as seen, sum(bytes) as bytes,
        count(case when not named then 1 end) as idle_fields,
        sum(case when not named then bytes else 0 end) as idle,
        string_agg(case when not named and place <= 4 then field end, ', ' order by place) as told
    from ranked
    group by integration, host, method, route
)
select
    integration,
    coalesce(host, 'an unknown host') || ' ' || method || ' ' || route as subject,
    case when seen < fields then null
         -- Less than a packet of each answer is nothing to save.
         else idle <= $share * bytes or idle < $bytes * calls end as met,
    case when seen < fields
         then 'it cannot be seen what reads the answer: it is handed on whole, or read in a language that is not read here'
         when idle_fields = 0 then 'all of its ' || fields || ' fields are named in the source'
         else cast(round(100 * idle / bytes) as integer) || ' % of ' || cast(round(bytes / calls) as bigint)
            || ' bytes an answer are in fields that no source names: ' || told
            || case when idle_fields > 4 then ' and ' || (idle_fields - 4) || ' more' else '' end end as reason,
    path,
    line
from operations
