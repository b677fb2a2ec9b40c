/*
title     = "Operations that are explained"
unit      = "ratio"
better    = "higher"
kind      = "maintainability"
why       = "What is not said in words is guessed."
formula   = "described operations with a description or summary / described operations"
reference = ["OpenAPI 3.1.1 section 4.8.10.1 (description)"]
*/
select integration, count(case when described then 1 end) as numerator, count(*) as denominator
from api_operation where kind = 'path' group by integration
