/*
title     = "Internal operations are called from inside only"
level     = "should"
why       = "What a platform declares internal changes without notice; an integration that calls it breaks on a day nobody announced."
fix       = "Call the public operation, or ask the platform to publish this one."
effort    = "design"
reference = ["OWASP API9:2023 (https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/)"]
since     = "0.1"
applies   = { layer = ["provider", "base"] }
*/
select
    integration,
    host                                                   as subject,
    count(case when internal then 1 end) = 0               as met,
    count(distinct case when internal then method || ' ' || route end) || ' of ' || count(distinct method || ' ' || route)
        || ' operations are declared internal'
        || coalesce(': ' || string_agg(distinct case when internal then method || ' ' || route end, ', '
            order by case when internal then method || ' ' || route end), '') as reason,
    coalesce(min(case when internal then path end), min(path)) as path,
    arg_min(line, case when internal then path || '#' || right('00000' || entry, 6) end) as line
from call
where party = 'first' and host is not null
group by integration, host
