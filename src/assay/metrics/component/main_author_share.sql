/*
title     = "Commits of the main author"
unit      = "ratio"
better    = "higher"
kind      = "maintainability"
why       = "Units that many people touch and nobody knows well have more faults (Bird et al. found it for Windows components)."
formula   = "commits of the author with most commits / commits that touch the unit, in 365 days, merges left out"
reference = ["Bird, Nagappan, Murphy, Gall, Devanbu: Don't Touch My Code!, ESEC/FSE 2011"]
*/
with own as (
    select integration, author, count(distinct commit) as commits
    from commit_file
    where integration is not null and authored_at <= $as_of + interval 1 day and authored_at > $as_of - interval 365 day
    group by integration, author
)
select integration, max(commits) as numerator, sum(commits) as denominator
from own
group by integration
