/*
title     = "Code is written once"
level     = "should"
why       = "A fault mended in one copy lives on in the others."
fix       = "Move the shared stretch into a package that both sides may import, and export it from there; begin with the longest."
effort    = "design"
reference = ["Schleimer, Wilkerson, Aiken: Winnowing: Local Algorithms for Document Fingerprinting, SIGMOD 2003", "https://github.com/kucherenko/jscpd#threshold"]
since     = "0.1"
limits    = { max_share = 0.03, min_clone_lines = 10, always_allowed_lines = 30 }
*/
with sides as (
    select
        integration, path, line, end_line, other_path, other_line, lines,
        row_number() over (partition by integration order by lines desc, path, line, other_path, other_line) as place
    from clone
    where lines >= $min_clone_lines
      -- Settings must lie in each package.
      and not regexp_matches(path, '[.]config[.][a-z]+$') and not regexp_matches(other_path, '[.]config[.][a-z]+$')
),
fresh as (
    select
        integration, path, end_line,
        greatest(line, coalesce(max(end_line) over (
            partition by path order by line, end_line rows between unbounded preceding and 1 preceding), 0) + 1) as starts
    from (select distinct integration, path, line, end_line from sides) as distinct_sides
),
copied as (
    select integration, path, sum(case when end_line >= starts then end_line - starts + 1 else 0 end) as lines
    from fresh
    group by integration, path
),
totals as (
    select integration, sum(lines) as lines
    from source_file
    where not is_test and not is_generated
    group by integration
),
sums as (
    select integration, sum(lines) as lines, count(*) as files
    from copied
    group by integration
)
select
    t.integration,
    'duplicate code'                                                       as subject,
    coalesce(s.lines, 0) <= $always_allowed_lines
        or s.lines * 1.0 / nullif(t.lines, 0) <= $max_share                as met,
    case when s.lines is null then 'none of ' || t.lines || ' lines stands twice'
         else s.lines || ' of ' || t.lines || ' lines (' || round(100.0 * s.lines / nullif(t.lines, 0), 1) || ' %) stand twice, in '
              || s.files || case when s.files = 1 then ' file' else ' files' end || '; the longest stretch, ' || w.lines
              || ' lines from line ' || w.line || ', stands in ' || w.other_path || ' from line ' || w.other_line || ' too' end as reason,
    w.path,
    w.line
from totals t
left join sums s on s.integration = t.integration
left join sides w on w.integration = t.integration and w.place = 1
where t.lines > 0
