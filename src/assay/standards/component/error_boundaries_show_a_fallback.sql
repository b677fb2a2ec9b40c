/*
title     = "Error boundaries show something in place of what broke"
level     = "must"
why       = "A boundary without a fallback leaves the shopper a blank page in the middle of paying."
fix       = "Give the boundary a fallback that says what happened and lets the shopper try again."
reference = ["React: Component, catching rendering errors with an error boundary"]
since     = "0.1"
*/
select
    integration,
    path || ': ' || component || case when place = 1 then '' else ' ' || place end as subject,
    has_fallback                                                             as met,
    case when has_fallback then component || ' is given a fallback'
         when has_fallback is null then component || ' has its props spread, so its fallback cannot be seen'
         else component || ' is given no fallback: after an error nothing is shown' end as reason,
    path,
    line
from (
    select integration, path, component, has_fallback, line,
           row_number() over (partition by path, component order by line) as place
    from error_boundary
) as boundary
