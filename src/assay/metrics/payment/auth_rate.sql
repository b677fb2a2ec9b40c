/*
title     = "Attempts to pay that are approved"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "Every attempt that is declined is a sale that is likely lost."
formula   = "approved attempts / attempts that were approved or declined; technical errors and unknown outcomes are left out"
reference = ["Wilson 1927, for the interval"]
*/
select integration, dimension, approved as numerator, approved + declined as denominator
from payment_part where approved + declined > 0
