/*
title     = "Tests that are switched off"
unit      = "ratio"
better    = "lower"
kind      = "coverage"
why       = "What is switched off is not tested."
formula   = "tests skipped, to do or in comments / tests"
reference = []
*/
select integration, count(disabled_by) as numerator, count(*) as denominator from test_case group by integration
