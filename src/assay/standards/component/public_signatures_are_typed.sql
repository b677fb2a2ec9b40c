/*
title     = "Exported signatures name their types"
level     = "should"
why       = "An any in what a module exports switches type checking off in every module that uses it."
fix       = "Name the type, use unknown and narrow it, or make the function generic."
reference = ["https://typescript-eslint.io/rules/explicit-module-boundary-types", "https://typescript-eslint.io/rules/no-explicit-any"]
since     = "0.1"
*/
with escapes as (
    select path, count(*) as uses, min(line) as first_line
    from type_escape
    where exported and escape = 'any' and not is_test
    group by path
)
select
    f.integration,
    f.path                                                           as subject,
    e.uses is null                                                   as met,
    case when e.uses is null then 'no exported signature uses any'
         when e.uses = 1 then 'an exported signature uses any'
         else 'exported signatures use any ' || e.uses || ' times' end as reason,
    f.path,
    e.first_line                                                     as line
from source_file f
left join escapes e on e.path = f.path
where f.language = 'typescript' and not f.is_test and not f.is_generated
