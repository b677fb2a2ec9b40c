/*
title     = "Reads and writes keep a budget of time"
level     = "should"
why       = "After a second a shopper's thoughts wander; a checkout that reads ten things one after the other spends its second ten times over."
fix       = "See what the slowest wait for (`assay analyze operations`); read less, beside one another, or from a cache."
effort    = "outside"
reference = ["https://web.dev/articles/vitals (three of four)", "Nielsen Norman Group, Response Times: The 3 Important Limits"]
since     = "0.1"
evidence  = ["call"]
limits    = { read_ms = 1000, write_ms = 3000 }
target    = 0.75
*/
select
    integration,
    kind                                                   as subject,
    count(case when duration_ms <= budget then 1 end)      as numerator,
    count(*)                                               as denominator,
    'three of four are to be answered within ' || cast(max(budget) as varchar) || ' ms; the slowest took '
        || cast(cast(round(max(duration_ms)) as bigint) as varchar) || ' ms ('
        || max(case when place = 1 then method || ' ' || route end) || '); answered in time' as reason,
    max(case when place = 1 then path end)                 as path,
    max(case when place = 1 then line end)                 as line
from (
    select t.*, row_number() over (partition by integration, kind order by duration_ms desc, path, entry) as place
    from (
        select c.*, case when method in ('GET', 'HEAD', 'OPTIONS') then 'reads' else 'writes' end as kind,
            case when method in ('GET', 'HEAD', 'OPTIONS') then $read_ms else $write_ms end as budget
        from call c
        -- A clock that is made up tells nothing; an error is soon told.
        where c.status < 400 and c.party = 'first'
          and c.path in (select path from call_clock where times in ('phases', 'totals'))
    ) t
) timed
group by integration, kind
