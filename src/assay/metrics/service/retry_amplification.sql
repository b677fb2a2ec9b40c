/*
title     = "Attempts for each thing that was asked"
unit      = "attempts"
better    = "lower"
kind      = "reliability"
why       = "Retries multiply the load on a server at the moment it can bear it least."
formula   = "calls / (calls - calls that repeat one which had failed: no answer, 408, 425, 429 or 5xx, same method, address and body)"
reference = ["RFC 9110 section 9.2.2"]
*/
select integration, 1.0 * count(*) / nullif(count(case when not retried then 1 end), 0) as value
from (
    select integration, coalesce(lag(failed) over same, false) as retried
    from (
        select *, coalesce(status >= 500 or status in (408, 425, 429), true) as failed from call
    ) calls
    window same as (
        partition by path, method, url_digest, coalesce(request_digest, '') order by started_at, entry)
) attempts
group by integration
