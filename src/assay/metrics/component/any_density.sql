/*
title     = "Use of any"
unit      = "per 1,000 lines of code"
better    = "lower"
kind      = "maintainability"
why       = "Where any stands, the type checker proves nothing."
formula   = "1,000 x any in code that is no test / lines of TypeScript code that is no test"
reference = ["typescript-eslint: no-explicit-any"]
*/
select
    f.integration,
    1000.0 * coalesce(max(e.uses), 0) / nullif(sum(f.code_lines), 0) as value
from source_file f
left join (
    select integration, count(*) as uses from type_escape where escape = 'any' and not is_test group by integration
) e on e.integration = f.integration
where f.language = 'typescript' and not f.is_test and not f.is_generated
group by f.integration
