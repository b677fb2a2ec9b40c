/*
title     = "Challenges that are left"
unit      = "ratio"
better    = "lower"
kind      = "domain"
why       = "Whoever leaves at the challenge had chosen to buy."
formula   = "challenges that ended with no result / challenges"
reference = ["EMV 3-D Secure Protocol and Core Functions Specification: Transaction Status (transStatus)"]
*/
select integration, dimension, left_open as numerator, challenged as denominator
from payment_part where challenged > 0
