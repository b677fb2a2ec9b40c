/*
title     = "No test is marked to run alone"
level     = "must"
why       = "One test that is marked to run alone switches all others of its file off, and the run is green."
fix       = "Remove .only (fit, fdescribe) before committing; forbid it in CI."
effort    = "line"
reference = ["https://playwright.dev/docs/api/class-testconfig#test-config-forbid-only"]
since     = "0.1"
*/
select
    integration,
    path || ' ' || name                                    as subject,
    not focused                                            as met,
    case when focused then 'is marked to run alone' else 'runs with the others' end as reason,
    path,
    line
from test_case
where disabled_by is distinct from 'comment'
