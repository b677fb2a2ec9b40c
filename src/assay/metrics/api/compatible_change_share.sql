/*
title     = "Changes that break nobody"
unit      = "ratio"
better    = "higher"
kind      = "maintainability"
why       = "An API that grows by adding lets its clients move when they like."
formula   = "compatible changes / changes between descriptions and the versions before"
reference = ["Semantic Versioning 2.0.0 (https://semver.org)"]
*/
select integration, sum(changes - breaking - possibly_breaking)::double as numerator, sum(changes)::double as denominator
from api_release group by integration
