/*
title     = "Suppressed warnings"
unit      = "per 1,000 lines of code"
better    = "lower"
kind      = "maintainability"
why       = "Each suppression is a warning that nobody will see again."
formula   = "1,000 x suppressions of linters, type checkers and coverage in code that is neither test nor generated / lines of such code"
reference = ["https://eslint-community.github.io/eslint-plugin-eslint-comments/rules/require-description.html"]
*/
select
    f.integration,
    1000.0 * coalesce(max(s.found), 0) / nullif(sum(f.code_lines), 0) as value
from source_file f
left join (
    select u.integration, count(*) as found
    from suppression u
    join source_file g on g.path = u.path and not g.is_generated
    where not u.is_test and u.tool <> 'prettier'
    group by u.integration
) s on s.integration = f.integration
where not f.is_test and not f.is_generated
group by f.integration
