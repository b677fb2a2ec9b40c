/*
title     = "A flow keeps one currency"
level     = "must"
why       = "A cart in one currency and an order in another charge a sum that the shopper never saw."
fix       = "Fix the currency when the cart is made and hand it on to the order and the payment."
effort    = "design"
reference = ["ISO 4217, list one (SIX, 2024-06-25)"]
since     = "0.1"
*/
select
    integration,
    recording                                              as subject,
    case when count(currency) = 0 then null else count(distinct upper(currency)) = 1 end as met,
    case when count(currency) = 0 then 'no cart, order or payment says its currency'
         else count(*) || ' carts, orders and payments in ' || string_agg(distinct upper(currency), ', ' order by upper(currency)) end as reason,
    path,
    min(line)                                              as line
from order_state
group by integration, recording, path
