/*
title     = "Hosts a flow depends on"
unit      = "count"
better    = "lower"
kind      = "domain"
why       = "Each host is a name to resolve, a connection to open and a company that may be down."
formula   = "different hosts of each recording, mean over the recordings"
reference = ["RFC 9112 section 9.3"]
*/
select integration, avg(hosts) as value
from (select integration, path, count(distinct host) as hosts from call group by integration, path) flows
group by integration
