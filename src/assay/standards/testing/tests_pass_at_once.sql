/*
title     = "Tests pass at the first attempt"
level     = "should"
why       = "A test that passes when it is repeated has found something that happens now and then: to shoppers, too. Repeating it hides that, and teaches everybody to press the button again."
fix       = "Find what it depends on (time, order, the network, what another test left behind) and take it away; until then, quarantine it."
effort    = "local"
reference = ["https://rules.sonarsource.com/java/RSPEC-5973/", "Luo, Hariri, Eloussi, Marinov: An empirical analysis of flaky tests, FSE 2014"]
since     = "0.1"
evidence  = []
*/
-- Many reports do not tell of attempts: where none does, this is not asked. Whether a test passes at all is asked elsewhere.
with told as (
    select integration, path, count(*) as tests,
        sum(case when outcome = 'passed' then 1 else 0 end) as passed,
        sum(case when outcome = 'passed' and failed_attempts > 0 then 1 else 0 end) as repeated,
        min(case when outcome = 'passed' and failed_attempts > 0 then name end) as first_repeated,
        min(case when outcome = 'passed' and failed_attempts > 0 then line end) as line
    from test_result
    where failed_attempts is not null and outcome <> 'skipped'
    group by integration, path
)
select
    integration,
    path as subject,
    case when repeated > 0 then false when passed > 0 then true end as met,
    case when repeated > 0 then repeated || ' of ' || tests || ' tests passed only when repeated, among them ' || first_repeated
         when passed > 0 then passed || ' of ' || tests || ' tests passed at once'
         else 'none of ' || tests || ' tests passed' end as reason,
    path, line,
    'report' as origin
from told
