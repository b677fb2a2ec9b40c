/*
title     = "Described errors that are problem details"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "One shape of error is one way to handle it."
formula   = "media types of 4xx, 5xx and default that are application/problem+json with a schema / media types of 4xx, 5xx and default"
reference = ["RFC 9457 section 3"]
*/
select integration, count(case when media_type like 'application/problem+%' and has_schema then 1 end) as numerator, count(*) as denominator
from api_body
where side = 'response' and media_type is not null and (regexp_matches(status, '^[45]') or status = 'default')
group by integration
