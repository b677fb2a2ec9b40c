/*
title     = "Approved charges that repeat one of the same order"
unit      = "ratio"
better    = "lower"
kind      = "reliability"
why       = "A shopper who was charged twice asks for a refund, or disputes."
formula   = "approved attempts beyond the first of an order, amount and currency / approved attempts that name an order"
reference = ["https://docs.adyen.com/development-resources/api-idempotency"]
*/
select integration, dimension, repeated as numerator, ordered as denominator
from payment_part where ordered > 0
