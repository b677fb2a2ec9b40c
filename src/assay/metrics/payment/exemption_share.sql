/*
title     = "Attempts with an exemption"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "Exemptions of low risk and low value spare shoppers a step, where the law allows it."
formula   = "attempts with an exemption asked for or granted / attempts with an exemption or 3-D Secure"
reference = ["Commission Delegated Regulation (EU) 2018/389, Articles 10 to 18"]
*/
select integration, dimension, exempt as numerator, exempt_or_authenticated as denominator
from payment_part where exempt_or_authenticated > 0
