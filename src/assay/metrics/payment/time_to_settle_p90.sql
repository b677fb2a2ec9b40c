/*
title     = "Time to settle, slowest tenth"
unit      = "days"
better    = "lower"
kind      = "performance"
why       = "Money on its way is lent to the provider; when it takes longer, the shop pays for it."
formula   = "90th percentile of the days from the last capture of a payment to its payout, of ten payments and more"
reference = ["https://docs.adyen.com/account/payouts"]
*/
select integration, case when environment in ('sandbox', 'test', 'local') then 'environment=' || environment else '' end as dimension,
    quantile_cont(date_diff('day', cast(captured_at as date), settled_on), 0.9) as value
from reconciled_payment
where captured_at is not null and settled_on is not null
group by integration, environment
having count(*) >= 10
