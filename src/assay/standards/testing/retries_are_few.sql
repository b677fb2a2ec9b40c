/*
title     = "Failed tests are retried once at most"
level     = "should"
why       = "Each retry hides more: a flow that fails half of the time passes 15 of 16 runs when it may be tried four times."
fix       = "Retry once at most, let the report name what passed only on the second attempt, and mend that."
effort    = "setting"
reference = ["https://playwright.dev/docs/test-retries"]
since     = "0.1"
limits    = { max_retries = 1 }
*/
with stated as (
    select s.integration, s.path, s.tool, s.value, s.line, s.key
    from setting s
    where (s.tool = 'playwright' and (s.key = 'retries' or regexp_matches(s.key, '^projects\[\d+\]\.retries$')))
       or (s.tool in ('vitest', 'vite') and s.key = 'test.retry')
       or (s.tool = 'cypress' and s.key in ('retries', 'retries.runMode'))
       or (s.tool = 'mocha' and s.key = 'retries')
    union all
    -- A runner that says nothing does not retry.
    select s.integration, s.path, s.tool, '0', min(s.line), 'none'
    from setting s
    where s.tool = 'playwright'
      and not exists (select 1 from setting r where r.path = s.path and r.tool = 'playwright'
                      and (r.key like '%retries' or r.key like '%...'))
    group by s.integration, s.path, s.tool
    union all
    select c.integration, c.source_path, 'playwright', regexp_extract(c.command, '--retries[ =](\d+)', 1), c.source_line, '--retries'
    from (select i.integration, k.* from ci_command k join integration i on i.path = '.') as c
    where regexp_matches(c.command, 'playwright test.*--retries[ =]\d+')
)
select
    integration,
    path || ': ' || tool                                   as subject,
    case when max(try_cast(value as bigint)) > $max_retries then false
         when count(*) filter (where try_cast(value as bigint) is null) > 0 then null
         else true end                                     as met,
    case when max(try_cast(value as bigint)) is null then 'how often ' || tool || ' retries is computed'
         when max(try_cast(value as bigint)) = 0 then tool || ' retries nothing'
         else tool || ' tries a failed test up to ' || max(try_cast(value as bigint)) || ' more times, at most '
              || $max_retries || ' is allowed' end          as reason,
    path,
    coalesce(max(line) filter (where try_cast(value as bigint) > $max_retries), min(line)) as line
from stated
group by integration, path, tool
