/*
title     = "3-D Secure without friction"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "The shopper is authenticated, and the liability shifted, without a step more."
formula   = "attempts authenticated (Y) without a challenge / attempts with 3-D Secure"
reference = ["EMV 3-D Secure Protocol and Core Functions Specification: Transaction Status (transStatus)"]
*/
select integration, dimension, frictionless as numerator, authenticated as denominator
from payment_part where authenticated > 0
