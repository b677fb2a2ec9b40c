/*
title     = "Tests that do not count say why"
level     = "should"
why       = "A test that is skipped, or expected to fail, proves nothing. With a reason somebody can tell whether that has changed; without one it stays so for ever."
fix       = "Write the reason: @pytest.mark.skip(reason=...), @pytest.mark.xfail(reason=...); or let the test run."
effort    = "line"
reference = ["https://docs.pytest.org/en/stable/how-to/skipping.html"]
since     = "0.1"
evidence  = []
*/
with told as (
    select integration, path, count(*) as tests,
        sum(case when outcome in ('skipped', 'xfailed', 'xpassed') then 1 else 0 end) as idle,
        sum(case when outcome in ('skipped', 'xfailed', 'xpassed') and reason is null then 1 else 0 end) as silent,
        min(case when outcome in ('skipped', 'xfailed', 'xpassed') and reason is null then name end) as first_silent,
        min(case when outcome in ('skipped', 'xfailed', 'xpassed') and reason is null then line end) as line,
        -- In reports of Jest and its kin there is no place for a reason.
        max(case when framework = 'pytest' then 1 else 0 end) as has_place
    from test_result group by integration, path
)
select
    integration,
    path as subject,
    case when silent = 0 then true when has_place = 1 then false end as met,
    case when idle = 0 then 'all of ' || tests || ' tests count'
         when silent = 0 then 'each of ' || idle || ' that are skipped or expected to fail says why'
         else silent || ' of ' || tests || ' tests are skipped or expected to fail without a reason, among them ' || first_silent end as reason,
    path, line,
    'report' as origin
from told
