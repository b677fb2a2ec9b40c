/*
title     = "Median age of recordings"
unit      = "days"
better    = "lower"
kind      = "reliability"
why       = "The older a recording, the less a green replay means."
formula   = "median of days between the first exchange and the day judged"
reference = []
*/
select integration, median(date_diff('day', cast(first_at as date), cast($as_of as date))) as value
from recording where first_at is not null group by integration
