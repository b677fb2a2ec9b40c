/*
title     = "Fitness of payments to their lifecycle"
unit      = "ratio"
better    = "higher"
kind      = "reliability"
why       = "One number for how well the shop's payments keep to the changes that a payment can make; 1 is a log without a break."
formula   = "token replay: (1 - missing / consumed) / 2 + (1 - remaining / produced) / 2 = 1 - illegal changes / (changes + payments)"
reference = ["Rozinat and van der Aalst, Conformance checking of processes based on monitoring real behavior, 2008"]
*/
select integration,
    count(case when state is not null then 1 end) + count(case when is_last then 1 end) - count(case when legal = false then 1 end) as numerator,
    count(case when state is not null then 1 end) + count(case when is_last then 1 end) as denominator
from payment_step where coalesce(environment, 'production') = 'production'
group by integration having count(state) > 0
