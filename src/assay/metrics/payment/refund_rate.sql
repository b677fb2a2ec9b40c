/*
title     = "Captured payments that are refunded"
unit      = "ratio"
better    = "lower"
kind      = "domain"
why       = "What goes back was sold in vain, and most providers keep their fee."
formula   = "payments with a refund / payments with a capture; and for each currency"
reference = ["https://docs.stripe.com/refunds"]
*/
with last as (
    select integration, currency, captured_minor, refunded_minor from payment_step
    where is_last and captured_minor > 0 and coalesce(environment, 'production') = 'production'
)
select integration, '' as dimension, count(case when refunded_minor > 0 then 1 end) as numerator, count(*) as denominator
from last group by integration
union all
select integration, 'currency=' || currency as dimension, count(case when refunded_minor > 0 then 1 end) as numerator,
    count(*) as denominator
from last where currency is not null group by integration, currency
