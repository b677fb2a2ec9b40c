/*
title     = "The type checker is seldom told to look away"
level     = "should"
why       = "Each any, non-null assertion, double assertion, cast and ignore comment is a place where a wrong value passes unseen."
fix       = "Type the value where it enters (parse or narrow it there); start with the file that holds most escapes."
effort    = "local"
reference = ["https://typescript-eslint.io/rules/no-explicit-any", "https://typescript-eslint.io/rules/no-non-null-assertion", "https://typescript-eslint.io/rules/ban-ts-comment"]
since     = "0.1"
limits    = { max_per_1000_lines = 5, always_allowed = 3 }
*/
with code as (
    select integration, sum(code_lines) as code_lines
    from source_file
    where typed and not is_test and not is_generated
    group by integration
),
files as (
    select
        e.integration, e.path, count(*) as escapes, min(e.line) as line,
        count(case when e.escape = 'any' then 1 end)                    as anys,
        row_number() over (partition by e.integration order by count(*) desc, e.path) as place
    from type_escape e
    join source_file f on f.path = e.path and f.typed and not f.is_generated
    where not e.is_test
    group by e.integration, e.path
),
escapes as (
    select integration, sum(escapes) as escapes, sum(anys) as anys, count(*) as files
    from files
    group by integration
)
select
    c.integration,
    'type escapes'                                                             as subject,
    coalesce(e.escapes, 0) <= $always_allowed
        or e.escapes * 1000.0 / nullif(c.code_lines, 0) <= $max_per_1000_lines     as met,
    case when e.escapes is null then 'no type escapes in ' || c.code_lines || ' lines of code'
         else e.escapes || case when e.escapes = 1 then ' type escape' else ' type escapes' end || ' (' || e.anys || ' of them any) in '
              || c.code_lines || ' lines of code, ' || round(e.escapes * 1000.0 / nullif(c.code_lines, 0), 1) || ' per 1,000, in '
              || e.files || case when e.files = 1 then ' file' else ' files, ' || w.escapes || ' of them in this one' end end as reason,
    w.path,
    w.line
from code c
left join escapes e on e.integration = c.integration
left join files w on w.integration = c.integration and w.place = 1
where c.code_lines > 0
