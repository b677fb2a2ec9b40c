/*
title     = "Value of what differs between payments and settlements"
unit      = "minor"
better    = "lower"
kind      = "domain"
why       = "The sum of what is missing, short or twice, in the smallest unit of each currency, is what reconciling is worth."
formula   = "sum of absolute differences between what the provider captured or refunded and what is settled, by currency"
reference = ["https://docs.adyen.com/reporting/reconcile-your-payments"]
*/
select integration, 'currency=' || currency || case when environment in ('sandbox', 'test', 'local') then ' environment=' || environment else '' end as dimension,
    sum(abs(difference_minor)) as value
from reconciliation_break
where sides = 'provider and settlement' and kind <> 'beyond_export' and currency is not null
group by integration, currency, environment
