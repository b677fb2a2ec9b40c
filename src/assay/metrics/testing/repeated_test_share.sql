/*
title     = "Tests that were repeated"
unit      = "ratio"
better    = "lower"
kind      = "reliability"
why       = "A suite whose tests pass when repeated is believed less with every repetition."
formula   = "tests with a failed attempt before the outcome / tests whose report tells of attempts"
reference = ["Luo, Hariri, Eloussi, Marinov: An empirical analysis of flaky tests, FSE 2014"]
since     = "0.1"
*/
select integration, sum(case when failed_attempts > 0 then 1 else 0 end) as numerator, count(*) as denominator
from test_result where failed_attempts is not null and outcome <> 'skipped' group by integration
