/*
title     = "Operations that name a version"
unit      = "ratio"
better    = "higher"
kind      = "maintainability"
why       = "What names no version cannot change without breaking somebody."
formula   = "different host, method and route with a version in the path / different host, method and route that answer JSON"
reference = ["Adyen Checkout at /v71 (adyen-python-api-library)", "https://docs.stripe.com/upgrades"]
*/
select integration,
    count(distinct case when regexp_matches(route, '/v[0-9]+([._-][0-9]+)*(/|$)') then host || ' ' || method || ' ' || route end) as numerator,
    count(distinct host || ' ' || method || ' ' || route) as denominator
from call where host is not null and response_type like '%json%' group by integration
