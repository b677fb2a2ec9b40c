/*
title     = "No test is switched off"
level     = "should"
why       = "A test that is skipped or commented out is believed to run by everybody but the runner."
fix       = "Mend the test, or delete it and say why in the commit."
effort    = "local"
reference = ["https://github.com/jest-community/eslint-plugin-jest/blob/main/docs/rules/no-disabled-tests.md"]
since     = "0.1"
*/
select
    integration,
    path || ' ' || name                                    as subject,
    case when disabled_by is null then true
         when disabled_by <> 'condition' then false end    as met,
    case when disabled_by is null then 'runs'
         when disabled_by = 'condition' then 'runs only where a condition holds that cannot be seen here'
         when disabled_by = 'xfail' then 'is expected to fail, so it passes whatever the code does'
         when disabled_by = 'comment' then 'stands in a comment'
         else 'is switched off by ' || disabled_by end     as reason,
    path,
    line
from test_case
-- What stands in a template is there to be copied, not to run.
where disabled_by is distinct from 'comment' or not regexp_matches(path, '(?i)template')
