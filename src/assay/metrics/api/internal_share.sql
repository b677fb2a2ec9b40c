/*
title     = "Own calls to internal operations"
unit      = "ratio"
better    = "lower"
kind      = "maintainability"
why       = "Each is a dependency on something that may change without notice."
formula   = "calls to own operations declared internal / calls to own operations"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/"]
*/
select integration, count(case when internal then 1 end) as numerator, count(*) as denominator
from call where party = 'first' group by integration
