/*
title     = "Challenges that are passed"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "A challenge that fails is a purchase that the shopper wanted and did not get."
formula   = "challenges that ended with Y / challenges"
reference = ["EMV 3-D Secure Protocol and Core Functions Specification: Transaction Status (transStatus)"]
*/
select integration, dimension, passed as numerator, challenged as denominator
from payment_part where challenged > 0
