/*
title     = "Median time of an operation"
unit      = "ms"
better    = "lower"
kind      = "performance"
why       = "What the shopper waits for each time; it says which operation to look at first."
formula   = "by host, method and route: the least time that half of the calls did not exceed, of calls that did not fail in recordings with a clock to rely on; from 6 on, which bound it with 95 %"
reference = ["Hahn and Meeker 1991, Statistical Intervals, section 5.2"]
*/
select integration, coalesce(host, '') || ' ' || method || ' ' || route as dimension,
    min(case when place >= 0.5 * many then duration_ms end) as value, count(*) as denominator
from (
    select integration, host, method, route, duration_ms,
        row_number() over (partition by integration, host, method, route order by duration_ms) as place,
        count(*) over (partition by integration, host, method, route) as many
    from call
    where status < 400 and path in (select path from call_clock where times in ('phases', 'totals'))
) timed
group by integration, host, method, route
having count(*) >= 6
