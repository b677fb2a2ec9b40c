/*
title     = "No test is switched off"
level     = "should"
why       = "A test that is skipped or commented out is believed to run by everybody but the runner."
fix       = "Mend the test, or delete it and say why in the commit."
reference = ["https://github.com/jest-community/eslint-plugin-jest/blob/main/docs/rules/no-disabled-tests.md"]
since     = "0.1"
*/
select
    integration,
    path || ' ' || name                                    as subject,
    disabled_by is null                                    as met,
    case when disabled_by is null then 'runs'
         when disabled_by = 'comment' then 'stands in a comment'
         else 'is switched off by ' || disabled_by end     as reason,
    path,
    line
from test_case
