/*
title     = "Importing a module does nothing but define things"
level     = "should"
why       = "Code that acts when it is imported runs in an order nobody chose, and is lost or kept by tree shaking by accident."
fix       = "Move the call into a function that the entry of the application calls."
effort    = "local"
reference = ["https://webpack.js.org/guides/tree-shaking/#mark-the-file-as-side-effect-free"]
since     = "0.1"
evidence  = ["top_level_call", "source_file", "import_edge"]
limits    = { shown = 3 }
*/
with imported as (
    select distinct to_path as path
    from import_edge
    where to_path is not null and not is_test and kind in ('static', 'reexport') and to_path <> path
),
calls as (
    select path, callee, min(line) as line, row_number() over (partition by path order by min(line), callee) as place
    from top_level_call
    where bare
    group by path, callee
),
effects as (
    select
        path, min(line) as first_line, count(*) as callees,
        string_agg(case when place <= $shown then callee end, ', ' order by place) as named
    from calls
    group by path
)
select
    f.integration,
    f.path                                                           as subject,
    e.named is null                                                  as met,
    case when e.named is null then 'importing it calls nothing for its effect'
         else 'importing it runs ' || e.named
              || case when e.callees > $shown then ' and ' || (e.callees - $shown) || ' more' else '' end end as reason,
    f.path,
    e.first_line                                                     as line
from source_file f
join imported i on i.path = f.path
left join effects e on e.path = f.path
where not f.is_test and not f.is_generated
  and not regexp_matches(f.path, '(^|/)(scripts|bin|tools|tooling)/')
