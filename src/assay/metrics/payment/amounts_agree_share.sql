/*
title     = "Amounts that agree in both forms"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "Each pair that differs is money that somebody will miss."
formula   = "pairs of decimal and minor units with decimal x 10^places = minor / pairs"
reference = ["ISO 4217, list one (SIX, 2024-06-25)"]
*/
select integration,
    count(case when abs(cast(decimal as double) * power(10, decimal_places) - minor) < 0.000001 then 1 end) as numerator,
    count(*) as denominator
from money_amount where minor is not null and decimal_places is not null group by integration
