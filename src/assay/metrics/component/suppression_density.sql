/*
title     = "Suppressed warnings"
unit      = "per 1,000 lines of code"
better    = "lower"
kind      = "maintainability"
why       = "Each suppression is a warning that nobody will see again."
formula   = "1,000 x suppressions in code that is no test / lines of code that is no test"
reference = ["eslint-plugin-eslint-comments: no-use"]
*/
select
    f.integration,
    1000.0 * coalesce(max(s.found), 0) / nullif(sum(f.code_lines), 0) as value
from source_file f
left join (
    select integration, count(*) as found from suppression where not is_test group by integration
) s on s.integration = f.integration
where not f.is_test and not f.is_generated
group by f.integration
