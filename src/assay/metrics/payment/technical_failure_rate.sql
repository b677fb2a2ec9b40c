/*
title     = "Attempts that end in an error or in silence"
unit      = "ratio"
better    = "lower"
kind      = "reliability"
why       = "These shoppers wanted to pay, and no bank said no."
formula   = "attempts that ended by an error or with no known outcome / attempts"
reference = ["Wilson 1927, for the interval"]
*/
select integration, dimension, failed + unheard as numerator, attempts as denominator
from payment_part where attempts > 0
