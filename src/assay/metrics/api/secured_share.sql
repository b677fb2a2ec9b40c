/*
title     = "Operations that ask for credentials"
unit      = "ratio"
better    = "higher"
kind      = "security"
why       = "What asks for nothing is open to everybody; how much that is should be known."
formula   = "described operations that cannot be called without credentials / described operations"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/"]
*/
select integration, count(case when coalesce(security, '') <> '' and not optional_security then 1 end) as numerator, count(*) as denominator
from api_operation where kind = 'path' group by integration
