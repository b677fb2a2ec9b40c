/*
title     = "Answers that say how they may be cached"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "Without a directive each cache on the way guesses."
formula   = "answers of 200 to GET with Cache-Control / answers of 200 to GET"
reference = ["RFC 9111 section 5.2.2", "RFC 9111 section 4.2.2"]
*/
select c.integration, count(h.name) as numerator, count(*) as denominator
from call c
left join (
    select path, entry, min(name) as name from call_header
    where side = 'response' and name = 'cache-control' group by path, entry
) h on h.path = c.path and h.entry = c.entry
where c.method = 'GET' and c.status = 200
group by c.integration
