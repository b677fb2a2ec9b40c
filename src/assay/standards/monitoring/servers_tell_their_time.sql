/*
title     = "The shop's servers tell their own time"
level     = "may"
why       = "Only the server's own account of its time tells a slow server from a slow network."
fix       = "Send Server-Timing or X-Runtime with every answer."
effort    = "outside"
reference = ["https://www.w3.org/TR/server-timing/"]
since     = "0.1"
*/
select
    integration,
    host                                                   as subject,
    count(server_ms) >= 0.9 * count(*)                     as met,
    count(server_ms) || ' of ' || count(*) || ' answers say how long the server took' as reason,
    min(path)                                              as path
from call
where party = 'first' and host is not null and status is not null
group by integration, host
