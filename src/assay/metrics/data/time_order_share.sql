/*
title     = "Exchanges in the order of their time"
unit      = "ratio"
better    = "higher"
kind      = "reliability"
why       = "A reader that trusts the order of a recording sees an answer before its cause."
formula   = "exchanges that start no earlier than the one before them in the file / exchanges that follow one"
reference = ["HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec)"]
*/
select integration, count(case when started_at >= earlier then 1 end) as numerator, count(*) as denominator
from (select integration, started_at, lag(started_at) over (partition by path order by entry) as earlier from call) pairs
where started_at is not null and earlier is not null
group by integration
