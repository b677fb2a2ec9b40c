/*
title     = "Few tests rely on snapshots alone"
level     = "should"
why       = "A test that only compares with what was stored says that something changed, never whether it is right; it is updated rather than read."
fix       = "Assert the behaviour that the test is named after; keep snapshots for what has no better expression."
effort    = "local"
reference = ["https://github.com/jest-community/eslint-plugin-jest/blob/main/docs/rules/no-large-snapshots.md", "https://github.com/jestjs/jest/pull/6101"]
since     = "0.1"
target    = 0.05
better    = "lower"
*/
with places as (
    select integration, path, line,
           row_number() over (partition by integration order by path, line) as place
    from test_case
    where disabled_by is null and snapshots > 0 and assertions = 0 and helper_calls = 0
)
select
    t.integration,
    'tests that rely on snapshots alone'                                as subject,
    count(case when t.snapshots > 0 and t.assertions = 0 and t.helper_calls = 0 then 1 end) as numerator,
    count(*)                                                            as denominator,
    'share of tests whose every assertion compares with a stored snapshot' as reason,
    min(p.path)                                                         as path,
    min(p.line)                                                         as line
from test_case t
left join places p on p.integration = t.integration and p.place = 1
where t.disabled_by is null and t.level = 'unit'
group by t.integration
having count(p.place) > 0
