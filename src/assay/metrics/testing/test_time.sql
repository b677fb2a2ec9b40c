/*
title     = "Time of the tests"
unit      = "ms"
better    = "lower"
kind      = "performance"
why       = "What a change waits for before anybody knows whether it broke something."
formula   = "sum of the time of the tests that ran, one after another"
reference = ["DORA: continuous integration, https://dora.dev/capabilities/continuous-integration/"]
since     = "0.1"
*/
select integration, sum(duration_ms) as value
from test_result where duration_ms is not null and outcome <> 'skipped' group by integration
