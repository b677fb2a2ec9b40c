/*
title     = "Breaking changes per release"
unit      = "changes"
better    = "lower"
kind      = "reliability"
why       = "Each one is a day's work in every client, or an outage in those that did not see it."
formula   = "breaking changes between a description and the version before, for each pair of versions"
reference = ["Semantic Versioning 2.0.0 (https://semver.org)"]
*/
select integration, api || ' ' || coalesce(old_version, '?') || ' to ' || coalesce(new_version, '?') as dimension,
    breaking::double as value
from api_release
