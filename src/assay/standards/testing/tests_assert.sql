/*
title     = "Every test asserts something"
level     = "must"
why       = "A test without an assertion passes whatever the code does."
fix       = "Say what must hold after the act, with expect or assert."
effort    = "local"
reference = ["https://github.com/jest-community/eslint-plugin-jest/blob/main/docs/rules/expect-expect.md"]
since     = "0.1"
*/
select
    integration,
    path || ' ' || name                                    as subject,
    case when assertions + snapshots > 0 then true
         when helper_calls > 0 or only_runs then null
         else false end                                    as met,
    case when assertions + snapshots > 0 then assertions || case when assertions = 1 then ' assertion, ' else ' assertions, ' end || snapshots
              || case when snapshots = 1 then ' snapshot' else ' snapshots' end
         when helper_calls > 0 then 'asserts nothing itself; ' || helper_calls || case when helper_calls = 1 then ' call or callback may do so' else ' calls or callbacks may do so' end
         when only_runs then 'asserts nothing; by its name it only tells that nothing is raised'
         else 'asserts nothing' end                        as reason,
    path,
    line
from (
    select *, framework in ('pytest', 'unittest') and regexp_matches(
        lower(name), '(no|not|n_?t|without)_(an_)?(error|raise|fail|crash|throw|break|exception)|graceful|smoke|no_?op|idempotent|swallowed|ignored') as only_runs
    from test_case
) as test
where disabled_by is null
