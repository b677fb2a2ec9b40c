/*
title     = "The type checker is seldom told to look away"
level     = "should"
why       = "Each any, non-null assertion, double assertion and @ts-ignore is a place where a wrong value passes unseen."
fix       = "Type the value where it enters (parse or narrow it there); start with the files that hold most escapes."
reference = ["typescript-eslint: no-explicit-any", "typescript-eslint: no-non-null-assertion", "typescript-eslint: ban-ts-comment"]
since     = "0.1"
limits    = { max_per_1000_lines = 5, always_allowed = 3 }
*/
with code as (
    select integration, sum(code_lines) as code_lines
    from source_file
    where language = 'typescript' and not is_test and not is_generated
    group by integration
),
escapes as (
    select integration, count(*) as escapes
    from type_escape
    where not is_test
    group by integration
)
select
    c.integration,
    'type escapes'                                                             as subject,
    coalesce(e.escapes, 0) <= $always_allowed
        or e.escapes * 1000.0 / nullif(c.code_lines, 0) <= $max_per_1000_lines     as met,
    case when coalesce(e.escapes, 0) = 0 then 'no type escapes in ' || c.code_lines || ' lines of code'
         else e.escapes || ' type escapes in ' || c.code_lines || ' lines of code, '
              || round(e.escapes * 1000.0 / nullif(c.code_lines, 0), 1) || ' per 1,000' end as reason
from code c
left join escapes e on e.integration = c.integration
where c.code_lines > 0
