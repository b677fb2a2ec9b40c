/*
title     = "Tests that rely on snapshots alone"
unit      = "ratio"
better    = "lower"
kind      = "coverage"
why       = "A snapshot is accepted when it changes; it says what is, not what should be."
formula   = "running tests with snapshots and no other assertion / running tests"
reference = []
*/
select integration, count(case when snapshots > 0 and assertions = 0 then 1 end) as numerator, count(*) as denominator
from test_case where disabled_by is null group by integration
