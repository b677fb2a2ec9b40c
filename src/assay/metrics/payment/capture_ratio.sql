/*
title     = "Captured of what was authorised"
unit      = "share"
better    = "higher"
kind      = "domain"
why       = "What is authorised and never captured was sold, and is not paid."
formula   = "amount captured / amount authorised of payments with an authorisation, for each currency"
reference = ["https://docs.adyen.com/online-payments/capture"]
*/
select integration, 'currency=' || currency as dimension,
    cast(sum(least(captured_minor, authorized_minor)) as double) / sum(authorized_minor) as value,
    cast(sum(least(captured_minor, authorized_minor)) as double) as numerator, cast(sum(authorized_minor) as double) as denominator
from payment_step
where is_last and authorized_minor > 0 and currency is not null and coalesce(environment, 'production') = 'production'
group by integration, currency
