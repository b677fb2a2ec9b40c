/*
title     = "Changes in 90 days"
unit      = "commits"
better    = "lower"
kind      = "maintainability"
why       = "What changes often breaks often; look here first for tests and reviews."
formula   = "commits of the last 90 days that touch a file of the unit, merges left out"
reference = ["https://github.com/adamtornhill/code-maat (revisions)"]
*/
select integration, count(distinct commit) as value
from commit_file
where integration is not null and authored_at <= $as_of + interval 1 day and authored_at > $as_of - interval 90 day
group by integration
