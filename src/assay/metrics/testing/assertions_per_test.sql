/*
title     = "Assertions per test"
unit      = "count"
better    = "higher"
kind      = "domain"
why       = "A test without assertions proves nothing."
formula   = "assertions / running tests"
reference = []
*/
select integration, 1.0 * sum(assertions) / nullif(count(*), 0) as value
from test_case where disabled_by is null group by integration
