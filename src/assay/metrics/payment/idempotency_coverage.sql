/*
title     = "Payment writes with an idempotency key"
unit      = "ratio"
better    = "higher"
kind      = "reliability"
why       = "Each write without a key can take money twice."
formula   = "payment writes with a key / payment writes"
reference = ["draft-ietf-httpapi-idempotency-key-header section 2"]
*/
select integration, count(idempotency_key) as numerator, count(*) as denominator
from call where operation is not null and method in ('POST', 'PATCH') group by integration
