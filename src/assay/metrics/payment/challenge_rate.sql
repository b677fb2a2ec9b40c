/*
title     = "3-D Secure with a challenge"
unit      = "ratio"
better    = "lower"
kind      = "domain"
why       = "A challenge is a hurdle at the till: a share of shoppers stops there."
formula   = "attempts with a challenge / attempts with 3-D Secure"
reference = ["EMV 3-D Secure Protocol and Core Functions Specification: Transaction Status (transStatus)"]
*/
select integration, dimension, challenged as numerator, authenticated as denominator
from payment_part where authenticated > 0
