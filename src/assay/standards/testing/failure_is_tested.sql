/*
title     = "Every provider's tests know of failure"
level     = "should"
why       = "Declines and errors are where money is lost or taken twice; a happy path proves nothing about them."
fix       = "Add a test of a declined payment and of a provider that does not answer."
reference = ["https://martinfowler.com/articles/practical-test-pyramid.html"]
since     = "0.1"
applies   = { layer = ["provider"] }
*/
select
    integration,
    integration                                            as subject,
    sum(case when regexp_matches(lower(name), 'fail|error|declin|reject|throw|invalid|cancel|timeout|unavailable|expire|unable|not ') then 1 else 0 end) > 0 as met,
    sum(case when regexp_matches(lower(name), 'fail|error|declin|reject|throw|invalid|cancel|timeout|unavailable|expire|unable|not ') then 1 else 0 end)
        || ' of ' || count(*) || ' tests speak of failure in their title' as reason,
    min(path)                                              as path
from test_case
where disabled_by is null
group by integration
