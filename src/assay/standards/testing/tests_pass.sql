/*
title     = "The tests pass"
level     = "must"
why       = "A test that fails and stays is a fault that everybody has agreed not to see. A report of long ago, or of tests that were all skipped, tells nothing of today."
fix       = "Mend what the test found, or the test. Run the tests before assay check, and keep their report (JUnit XML, or `pytest --assay`)."
effort    = "local"
reference = ["https://github.com/testmoapp/junitxml", "DORA: continuous integration, https://dora.dev/capabilities/continuous-integration/"]
since     = "0.1"
evidence  = ["reported_test"]
limits    = { max_days = 30 }
*/
with newest as (
    select integration, path, name, outcome, ran_at,
        row_number() over (partition by integration, path, name order by ran_at desc, report) as place
    from test_result
),
told as (
    select integration, path, count(*) as tests,
        sum(case when outcome in ('failed', 'error') then 1 else 0 end) as failed,
        -- What is expected to fail, and does, says nothing of what works.
        sum(case when outcome in ('passed', 'xpassed') then 1 else 0 end) as passed,
        min(case when outcome in ('failed', 'error') then name end) as first_failed,
        date_diff('day', cast(max(ran_at) as date), cast($as_of as date)) as days
    from newest where place = 1 group by integration, path
)
select
    integration,
    path as subject,
    case when days > $max_days then null when failed > 0 then false when passed > 0 then true end as met,
    case when days > $max_days then 'was run ' || days || ' days ago'
         when failed > 0 then failed || ' of ' || tests || ' tests failed, among them ' || first_failed
         when passed > 0 then passed || ' of ' || tests || ' tests ran and passed'
         else 'none of ' || tests || ' tests ran and passed' end as reason,
    path,
    'report' as origin
from told
