/*
title     = "Own answers that bind the browser to HTTPS for a year"
unit      = "ratio"
better    = "higher"
kind      = "compliance"
why       = "Every first visit without it can be led astray."
formula   = "own answers over HTTPS with Strict-Transport-Security of a year and more / own answers over HTTPS"
reference = ["RFC 6797 section 6.1"]
*/
select c.integration, count(case when h.age >= 31536000 then 1 end) as numerator, count(*) as denominator
from call c
left join (
    select path, entry, max(try_cast(regexp_extract(lower(value), 'max-age="?([0-9]+)', 1) as bigint)) as age
    from call_header where side = 'response' and name = 'strict-transport-security' group by path, entry
) h on h.path = c.path and h.entry = c.entry
where c.party = 'first' and c.scheme = 'https' and c.status is not null
group by c.integration
