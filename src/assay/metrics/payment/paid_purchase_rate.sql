/*
title     = "Purchases that are paid in the end"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "What retries and other methods win back shows here, and nowhere else."
formula   = "purchases with an approved attempt / purchases with an attempt that was approved or declined; a purchase is an order, else a session, else one payment"
reference = ["Wilson 1927, for the interval"]
*/
select integration, dimension, paid as numerator, purchases as denominator
from payment_part where purchases > 0
