/*
title     = "Calls to described operations"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "Only what is described can be reviewed, generated from and compared between versions."
formula   = "calls to an operation that some description has / calls of JSON or to a described host"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/"]
*/
select c.integration, count(m.operation) as numerator, count(*) as denominator
from call c left join api_match m on m.path = c.path and m.entry = c.entry
where c.host is not null and c.method <> 'OPTIONS' and c.origin not in ('trial', 'probe')
    and (m.path is not null or c.request_type like '%json%' or c.response_type like '%json%')
group by c.integration
