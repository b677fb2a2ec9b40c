/*
title     = "Navigations to a host that is fixed or looked at"
unit      = "ratio"
better    = "higher"
kind      = "security"
why       = "Each other one goes wherever some data, or a caller, says."
formula   = "navigations whose host is fixed or looked at before / navigations"
reference = ["CWE-601"]
*/
select integration, count(case when validated then 1 end) as numerator, count(*) as denominator
from navigation where not is_test group by integration
