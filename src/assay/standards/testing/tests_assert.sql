/*
title     = "Every test asserts something"
level     = "must"
why       = "A test without an assertion passes whatever the code does."
fix       = "Say what must hold after the act, with expect."
reference = ["https://github.com/jest-community/eslint-plugin-jest/blob/main/docs/rules/expect-expect.md"]
since     = "0.1"
*/
select
    integration,
    path || ' ' || name                                    as subject,
    case when assertions + snapshots > 0 then true
         when helper_calls > 0 then null
         else false end                                    as met,
    case when assertions + snapshots > 0 then assertions || ' assertions, ' || snapshots || ' snapshots'
         when helper_calls > 0 then 'asserts nothing itself; ' || helper_calls || case when helper_calls = 1 then ' call or callback may do so' else ' calls or callbacks may do so' end
         else 'asserts nothing' end                        as reason,
    path,
    line
from test_case
where disabled_by is null
