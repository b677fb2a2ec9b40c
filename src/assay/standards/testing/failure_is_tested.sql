/*
title     = "Every provider's tests know of failure"
level     = "should"
why       = "Declines and errors are where money is lost or taken twice; a happy path proves nothing about them."
fix       = "Add a test of a declined payment and of a provider that does not answer."
effort    = "local"
reference = ["https://martinfowler.com/articles/practical-test-pyramid.html"]
since     = "0.1"
applies   = { layer = ["provider"] }
*/
with judged as (
    select
        integration, path, line,
        coalesce(failure, false) or regexp_matches(lower(name),
            '\bfail|\berror|declin|reject|\bthrows?\b|cancel|timeout|timed out|unavailable|\bexpire|\bunable\b') as fails,
        regexp_matches(lower(name), 'declin|insufficient|refus|do not honou?r') as declines
    from test_case
    where disabled_by is null
)
select
    integration,
    integration                                            as subject,
    count(case when fails then 1 end) > 0                  as met,
    count(case when fails then 1 end) || ' of ' || count(*) || ' tests ask for a failure or speak of one in their title, '
        || count(case when declines then 1 end) || ' of a decline' as reason,
    coalesce(min(case when fails then path end), min(path)) as path
from judged
group by integration
