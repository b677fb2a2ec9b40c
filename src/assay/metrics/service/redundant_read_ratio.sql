/*
title     = "Reads that repeat one of the same flow"
unit      = "ratio"
better    = "lower"
kind      = "performance"
why       = "Each repeated read is a round trip that the shopper waits for and the server pays for."
formula   = "GET requests whose whole address was read before in the same recording / GET requests"
reference = ["RFC 9111 section 4"]
*/
select integration, sum(times - 1) as numerator, sum(times) as denominator
from (
    select integration, path, url_digest, count(*) as times from call where method = 'GET'
    group by integration, path, url_digest
) reads
group by integration
