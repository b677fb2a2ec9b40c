/*
title     = "Scripts from elsewhere that carry integrity"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "Every other script runs whatever is served, on the page that takes the card."
formula   = "addresses loaded with integrity and crossorigin / addresses of other hosts that scripts are loaded from"
reference = ["PCI DSS v4.0.1 requirement 6.4.3"]
*/
select integration, count(case when integrity and crossorigin then 1 end) as numerator, count(*) as denominator
from (
    select integration, path, url, bool_and(coalesce(integrity, false)) as integrity,
        bool_and(coalesce(crossorigin, false)) as crossorigin
    from script_load where not is_test and host is not null group by integration, path, url
) as script
group by integration
