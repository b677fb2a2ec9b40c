/*
title     = "First attempts that are approved"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "Who is declined at first often does not try again."
formula   = "purchases whose first attempt was approved / purchases whose first attempt was approved or declined"
reference = ["Wilson 1927, for the interval"]
*/
select integration, dimension, first_approved as numerator, first_approved + first_declined as denominator
from payment_part where first_approved + first_declined > 0
