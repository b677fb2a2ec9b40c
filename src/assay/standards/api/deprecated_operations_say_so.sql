/*
title     = "Deprecated operations say so when they answer"
level     = "should"
why       = "Who calls an operation reads its answers, not its description; without the headers nobody learns that it ends, until it has."
fix       = "Send Deprecation (@ and the time since when), Sunset (the day of its end, not before that), and a Link with rel=\"deprecation\"."
effort    = "outside"
reference = ["RFC 9745 section 2", "RFC 9745 section 4", "RFC 8594 section 3"]
since     = "0.1"
provoked  = true
evidence  = []
*/
with calls as (
    select m.integration, m.api, m.operation, m.path, m.line, m.entry, m.origin,
        max(case when h.name = 'deprecation' then h.value end) as deprecation,
        max(case when h.name = 'sunset' then h.value end) as sunset,
        count(h.name) > 0 as recorded
    from api_match m left join call_header h on h.path = m.path and h.entry = m.entry and h.side = 'response'
    -- What is refused at the gate has not come to the operation.
    where m.deprecated and m.status < 400
    group by all
),
stated as (
    -- RFC 9110 section 5.6.7: Sun, 06 Nov 1994 08:49:37 GMT
    select *, try_cast(substring(deprecation, 2) as bigint) as since,
        date_diff('second', cast('1970-01-01' as timestamp), try_cast(split_part(sunset, ' ', 4) || '-'
            || right('0' || cast((strpos('JanFebMarAprMayJunJulAugSepOctNovDec', split_part(sunset, ' ', 3)) + 2) // 3 as varchar), 2)
            || '-' || split_part(sunset, ' ', 2) || ' ' || split_part(sunset, ' ', 5) as timestamp)) as until
    from calls
),
judged as (
    select *, case when not recorded then null
        when deprecation is null then false
        -- RFC 9745 section 2.1: a date of structured fields; drafts before it knew true and HTTP dates.
        when not regexp_matches(deprecation, '^@-?[0-9]+$') then false
        when sunset is not null and until is null then false
        when until < since then false
        else true end as good
    from stated
)
select
    integration,
    api || ' ' || operation                                as subject,
    case when bool_or(good = false) then false when bool_or(good) then true end as met,
    case when bool_or(recorded and deprecation is null)
            then count(case when recorded and deprecation is null then 1 end) || ' of ' || count(*) || ' answers have no Deprecation header'
         when bool_or(until < since) then 'Sunset ' || max(sunset) || ' is before ' || max(deprecation) || ', when it was deprecated'
         when bool_or(good = false) then 'Deprecation: ' || max(deprecation) || coalesce(', Sunset: ' || max(sunset), '')
            || ' are not in the form that their RFCs give'
         when bool_or(good) then count(case when good then 1 end) || ' of ' || count(*) || ' answers say so'
         else 'no headers of its answers were recorded' end as reason,
    coalesce(min(case when good = false then path end), min(path)) as path,
    arg_min(line, case when good = false then path || '#' || right('00000' || entry, 6) end) as line,
    coalesce(min(origin) filter (good = false), min(origin)) as origin
from judged
group by integration, api, operation
