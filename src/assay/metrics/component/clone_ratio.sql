/*
title     = "Duplicate code"
unit      = "ratio"
better    = "lower"
kind      = "maintainability"
why       = "A fault mended in one copy lives on in the others."
formula   = "lines in stretches that stand twice, each line counted once / lines; tests and generated code left out"
reference = ["Schleimer, Wilkerson, Aiken: Winnowing: Local Algorithms for Document Fingerprinting, SIGMOD 2003"]
limits    = { min_clone_lines = 10 }
*/
with sides as (
    select distinct integration, path, line, end_line
    from clone
    where lines >= $min_clone_lines
),
fresh as (
    select
        integration, end_line,
        greatest(line, coalesce(max(end_line) over (
            partition by path order by line, end_line rows between unbounded preceding and 1 preceding), 0) + 1) as starts
    from sides
),
copied as (
    select integration, sum(case when end_line >= starts then end_line - starts + 1 else 0 end) as lines
    from fresh
    group by integration
)
select f.integration, coalesce(max(c.lines), 0) as numerator, sum(f.lines) as denominator
from source_file f
left join copied c on c.integration = f.integration
where not f.is_test and not f.is_generated
group by f.integration
