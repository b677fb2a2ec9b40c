/*
title     = "Assertion guards run before each test"
level     = "must"
why       = "expect.hasAssertions() speaks of the test that runs next: called once for a file it guards the first test only, and everybody believes that all are guarded."
fix       = "Call it in beforeEach of the file that setupFilesAfterEnv names."
effort    = "line"
reference = ["https://github.com/jest-community/eslint-plugin-jest/issues/876", "https://github.com/jestjs/jest/issues/14597"]
since     = "0.1"
evidence  = ["test_guard"]
*/
select
    integration,
    path                                                                as subject,
    bool_or(hook = 'beforeEach')                                        as met,
    case when bool_or(hook = 'beforeEach') then 'expect.hasAssertions() runs in beforeEach'
         when min(hook) = 'beforeAll' then 'expect.hasAssertions() runs in beforeAll: only the first test of each file is guarded'
         else 'expect.hasAssertions() runs when the file is loaded: only its first test is guarded' end as reason,
    path,
    min(line)                                                           as line
from test_guard
where guard = 'assertions'
group by integration, path
