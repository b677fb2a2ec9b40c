/*
title     = "Described operations that are deprecated"
unit      = "ratio"
better    = "lower"
kind      = "maintainability"
why       = "Each is kept, tested and explained beside what replaces it."
formula   = "operations marked as deprecated / described operations"
reference = ["RFC 9745 section 1"]
*/
select integration, count(case when deprecated then 1 end) as numerator, count(*) as denominator
from api_operation where kind = 'path' group by integration
