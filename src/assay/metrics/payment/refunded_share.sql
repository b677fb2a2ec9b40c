/*
title     = "Refunded of what was captured"
unit      = "share"
better    = "lower"
kind      = "domain"
why       = "A few large refunds weigh more than their number says."
formula   = "amount refunded / amount captured, for each currency"
reference = ["https://docs.stripe.com/refunds"]
*/
select integration, 'currency=' || currency as dimension,
    cast(sum(refunded_minor) as double) / sum(captured_minor) as value,
    cast(sum(refunded_minor) as double) as numerator, cast(sum(captured_minor) as double) as denominator
from payment_step
where is_last and captured_minor > 0 and currency is not null and coalesce(environment, 'production') = 'production'
group by integration, currency
