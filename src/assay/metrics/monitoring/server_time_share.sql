/*
title     = "Own answers that tell the server's time"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "Only the server's own account tells a slow server from a slow network."
formula   = "own answers with the server's own account of its time / own answers"
reference = ["https://www.w3.org/TR/server-timing/"]
*/
select integration, count(server_ms) as numerator, count(*) as denominator
from call where party = 'first' and status is not null group by integration
