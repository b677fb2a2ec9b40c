/*
title     = "Exported signatures name their types"
level     = "should"
why       = "An any in what a module exports switches type checking off in every module that uses it."
fix       = "Name the type, use unknown (object in Python) and narrow it, or make the function generic."
effort    = "local"
reference = ["https://typescript-eslint.io/rules/explicit-module-boundary-types", "https://typescript-eslint.io/rules/no-explicit-any", "https://docs.astral.sh/ruff/rules/any-type/"]
since     = "0.1"
*/
with escapes as (
    select
        path, count(case when escape = 'any' then 1 end) as uses, count(case when escape = 'untyped' then 1 end) as left_out,
        min(line) as first_line
    from type_escape
    where exported and escape in ('any', 'untyped') and not is_test
    group by path
)
select
    f.integration,
    f.path                                                           as subject,
    e.path is null                                                   as met,
    case when e.path is null then 'no exported signature uses any'
         else concat_ws('; ',
             case when e.uses = 1 then 'an exported signature uses any'
                  when e.uses > 1 then 'exported signatures use any ' || e.uses || ' times' end,
             case when e.left_out = 1 then 'a public function leaves types out'
                  when e.left_out > 1 then e.left_out || ' public functions leave types out' end) end as reason,
    f.path,
    e.first_line                                                     as line
from source_file f
left join escapes e on e.path = f.path
where f.typed and not f.is_test and not f.is_generated
