/*
title     = "Connections to a busy host are reused"
level     = "may"
why       = "A new connection costs one to three round trips before the first byte."
fix       = "Keep connections alive and share one pool per host."
effort    = "outside"
reference = ["RFC 9112 section 9.3"]
since     = "0.1"
limits    = { most = 0.1 }
*/
select
    integration,
    host                                                   as subject,
    case when count(connect_ms) = count(*)
         then avg(case when connect_ms > 0 then 1.0 else 0.0 end) <= $most end as met,
    case when count(connect_ms) < count(*) then 'the recording does not say which calls opened a connection'
         else sum(case when connect_ms > 0 then 1 else 0 end) || ' of ' || count(*) || ' calls opened a connection' end as reason,
    min(path)                                              as path
from call
where host is not null
group by integration, host
having count(*) >= 10
