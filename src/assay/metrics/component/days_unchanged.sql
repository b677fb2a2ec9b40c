/*
title     = "Days without a change"
unit      = "days"
better    = "lower"
kind      = "maintainability"
why       = "A unit that nobody has touched for long may have lost those who know it; a provider's API does not stand still."
formula   = "days from the newest commit that touches the unit to the day judged"
reference = ["https://github.com/adamtornhill/code-maat (age)"]
*/
select integration, date_diff('day', cast(max(authored_at) as date), cast($as_of as date)) as value
from commit_file
where integration is not null and authored_at <= $as_of + interval 1 day
group by integration
