/*
title     = "Errors that are caught are not swallowed"
level     = "should"
why       = "An error of which nothing becomes is found by the shopper, not by those who could mend it."
fix       = "Handle it, report it or let it pass; where it is harmless, say why in a comment."
effort    = "local"
reference = ["https://eslint.org/docs/latest/rules/no-empty"]
since     = "0.1"
*/
select
    integration,
    path                                                                     as subject,
    count(case when handling = 'none' then 1 end) = 0                        as met,
    case when count(case when handling = 'none' then 1 end) = 0
         then 'something becomes of each of ' || count(case when via = 'catch clause' then 1 end) || ' caught errors'
              || case when bool_or(handling = 'explained') then ', or a comment says why not' else '' end
         else count(case when handling = 'none' then 1 end) || ' of ' || count(*)
              || ' places that catch an error do nothing with it, and no comment says why' end as reason,
    path,
    min(case when handling = 'none' then line end)                           as line
from caught_error
where not is_test
group by integration, path
