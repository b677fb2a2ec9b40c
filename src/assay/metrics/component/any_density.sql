/*
title     = "Use of any"
unit      = "per 1,000 lines of code"
better    = "lower"
kind      = "maintainability"
why       = "Where any stands, the type checker proves nothing."
formula   = "1,000 x any in code that is neither test nor generated / lines of typed code that is neither"
reference = ["https://typescript-eslint.io/rules/no-explicit-any"]
*/
select
    f.integration,
    1000.0 * coalesce(max(e.uses), 0) / nullif(sum(f.code_lines), 0) as value
from source_file f
left join (
    select t.integration, count(*) as uses
    from type_escape t
    join source_file s on s.path = t.path and s.typed and not s.is_generated
    where t.escape = 'any' and not t.is_test
    group by t.integration
) e on e.integration = f.integration
where f.typed and not f.is_test and not f.is_generated
group by f.integration
