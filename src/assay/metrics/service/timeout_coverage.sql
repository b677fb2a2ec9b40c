/*
title     = "Requests in the source that give up after a time"
unit      = "ratio"
better    = "higher"
kind      = "reliability"
why       = "A request without a limit can hold the payment for ever."
formula   = "call sites with a timeout / call sites; a timeout that is left to the caller does not count"
reference = ["https://axios-http.com/docs/config_defaults"]
*/
select integration, count(case when has_timeout then 1 end) as numerator, count(*) as denominator
from client_call_site where not is_test group by integration
