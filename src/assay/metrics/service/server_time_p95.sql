/*
title     = "95th percentile of the server's time"
unit      = "ms"
better    = "lower"
kind      = "performance"
why       = "The slow tail is what shoppers remember."
formula   = "quantile 0.95 of the server's own account of its time"
reference = ["https://www.w3.org/TR/server-timing/"]
*/
select integration, quantile_cont(server_ms, 0.95) as value
from call where server_ms is not null group by integration having count(*) >= 20
