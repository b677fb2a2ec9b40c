/*
title     = "Time a flow waits for the network"
unit      = "ms"
better    = "lower"
kind      = "performance"
why       = "Calls that run side by side cost the shopper the slowest of them; what is left in a row is what there is to win."
formula   = "time in which at least one call of a recording is under way, mean over its recordings"
reference = ["HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec)"]
*/
select integration, avg(busy) as value
from (
    select integration, path, sum(greatest(0, ends - greatest(starts, coalesce(until, 0)))) as busy
    from (
        select integration, path, starts, starts + duration_ms as ends,
            max(starts + duration_ms) over (
                partition by path order by starts, entry rows between unbounded preceding and 1 preceding) as until
        from (
            select integration, path, entry, duration_ms,
                date_diff('millisecond', min(started_at) over (partition by path), started_at) as starts
            from call
            where started_at is not null and duration_ms is not null
        ) timed
    ) spans
    group by integration, path
) flows
group by integration
