/*
title     = "A payment keeps one currency"
level     = "must"
why       = "A capture or refund in another currency than was authorised takes, or gives back, another sum than was agreed."
fix       = "Take the currency of every capture and refund from the payment, never from the page, the shop's default or the shopper's country."
effort    = "design"
reference = ["ISO 4217, list one (SIX, 2024-06-25)", "https://docs.adyen.com/api-explorer/Checkout/52/post/payments/_paymentPspReference_/captures: the currency must match that of the authorisation"]
since     = "0.1"
provoked  = true
evidence  = []
*/
select
    integration,
    provider || ' ' || payment                             as subject,
    min(currency) = max(currency)                          as met,
    case when min(currency) is null then 'no event says its currency'
         when min(currency) = max(currency) then count(*) || case when count(*) = 1 then ' change in ' else ' changes in ' end || min(currency)
         else 'its events are in ' || string_agg(distinct currency, ', ' order by currency) end as reason,
    min(path)                                              as path,
    min(line)                                              as line,
    origin
from payment_step
group by integration, provider, payment, environment, origin
