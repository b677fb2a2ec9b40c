/*
title     = "Importing a module does nothing but define things"
level     = "should"
why       = "Code that acts when it is imported runs in an order nobody chose, and is lost or kept by tree shaking by accident."
fix       = "Move the call into a function that the entry of the application calls."
reference = ["webpack: Tree Shaking, sideEffects"]
since     = "0.1"
*/
with imported as (
    select distinct to_path as path
    from import_edge
    where to_path is not null and not is_test and kind in ('static', 'reexport') and to_path <> path
),
effects as (
    select path, string_agg(callee, ', ' order by line, callee) as callees, min(line) as first_line
    from top_level_call
    where bare
    group by path
)
select
    f.integration,
    f.path                                                           as subject,
    e.callees is null                                                as met,
    case when e.callees is null then 'importing it calls nothing for its effect'
         else 'importing it calls ' || e.callees end                 as reason,
    f.path,
    e.first_line                                                     as line
from source_file f
join imported i on i.path = f.path
left join effects e on e.path = f.path
where f.language <> 'python' and not f.is_test and not f.is_generated
