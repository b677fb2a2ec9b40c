/*
title     = "Every integration has tests beside its code"
level     = "must"
why       = "Code that takes money and is never run before it is shipped is tested by shoppers."
fix       = "Write a test for each way to pay that the package offers, failure included."
reference = ["https://martinfowler.com/articles/practical-test-pyramid.html"]
since     = "0.1"
applies   = { layer = ["provider", "base"] }
*/
select
    i.integration,
    i.integration                                          as subject,
    sum(case when f.is_test then 1 else 0 end) > 0         as met,
    sum(case when f.is_test then 1 else 0 end) || ' test files for ' || sum(case when f.is_test then 0 else 1 end)
        || ' source files'                                 as reason,
    i.path
from integration i
join source_file f on f.integration = i.integration
group by i.integration, i.path
