/*
title     = "Operations that are called and not described"
unit      = "count"
better    = "lower"
kind      = "coverage"
why       = "Shadow operations are dependencies that nobody reviews and whose end nobody announces."
formula   = "different methods and routes called at described hosts that no description has"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/"]
*/
select integration, count(distinct case when operation is null then (host, method, route) end) as value
from api_match where origin not in ('trial', 'probe') group by integration
