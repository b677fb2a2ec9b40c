/*
title     = "Median time of payment writes"
unit      = "ms"
better    = "lower"
kind      = "performance"
why       = "The shopper waits for this answer."
formula   = "median of the server's own time, else of the whole exchange"
reference = ["https://www.w3.org/TR/server-timing/"]
*/
select integration, median(coalesce(server_ms, duration_ms)) as value
from call where operation is not null and coalesce(server_ms, duration_ms) is not null group by integration
