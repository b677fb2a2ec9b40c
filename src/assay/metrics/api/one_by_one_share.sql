/*
title     = "Reads of one more thing of the same kind"
unit      = "ratio"
better    = "lower"
kind      = "performance"
why       = "Reads that one call for many things could answer grow with what the shopper has in the cart."
formula   = "GET of a route with an identifier whose like of another thing was read before in the page view / all GET"
reference = ["https://docs.sentry.io/product/issues/issue-details/performance-issues/n-one-api-calls/"]
*/
select integration, coalesce(sum(things - 1) filter (contains(route, '{id}')), 0) as numerator, sum(reads) as denominator
from (
    select integration, path, page, host, route, regexp_extract(url, '[?].*') as parameters,
        count(distinct url_digest) as things, count(*) as reads
    from call where method = 'GET'
    group by integration, path, page, host, route, parameters
) views
group by integration
