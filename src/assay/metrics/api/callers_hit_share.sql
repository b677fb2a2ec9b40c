/*
title     = "Callers that a release breaks"
unit      = "ratio"
better    = "lower"
kind      = "reliability"
why       = "What breaks counts where it is called: ten changes that nobody uses cost nothing, one in placing orders costs orders."
formula   = "places here that call an operation with a breaking change, where the newer version takes the older one's place / places here that call an operation of an older version"
reference = ["Semantic Versioning 2.0.0 (https://semver.org)"]
*/
select integration, count(case when in_place and breaking > 0 then 1 end)::double as numerator, count(*)::double as denominator
from api_change_hit group by integration
