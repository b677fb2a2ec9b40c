/*
title     = "Fields of requests that have an upper bound"
unit      = "ratio"
better    = "higher"
kind      = "threat"
why       = "What has no bound is as large as whoever sends it likes."
formula   = "texts, lists and numbers that clients send with maxLength, pattern, enum, maxItems or maximum / all of them"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/"]
*/
select integration,
    count(case when (contains(type, 'array') and max_items is not null)
        or (not contains(type, 'array') and (max_length is not null or pattern or value_count is not null or maximum is not null)) then 1 end) as numerator,
    count(*) as denominator
from api_property
where used in ('request', 'both') and not read_only and regexp_matches(type, 'array|string|integer|number')
group by integration
