/*
title     = "Hosts that the source names for what it asks for"
unit      = "hosts"
better    = "lower"
kind      = "domain"
why       = "Each is a party that the checkout needs to be there, and a line in the content security policy."
formula   = "distinct hosts of requests and resources written in the source"
reference = ["PCI DSS v4.0.1 requirement 6.4.3"]
*/
select integration, count(distinct host) as value
from url_literal where not is_test and not local and purpose in ('request', 'resource') group by integration
