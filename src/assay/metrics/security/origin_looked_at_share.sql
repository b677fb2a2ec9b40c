/*
title     = "Message listeners that look at the origin"
unit      = "ratio"
better    = "higher"
kind      = "security"
why       = "A listener that does not look takes the word of any page."
formula   = "listeners to messages that look at event.origin / listeners to messages"
reference = ["Sonar rule S2819"]
*/
select integration, count(case when looks_at_origin then 1 end) as numerator, count(*) as denominator
from message_use where direction = 'receive' and not is_test group by integration
