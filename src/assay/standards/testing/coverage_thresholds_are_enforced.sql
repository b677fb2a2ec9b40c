/*
title     = "Coverage thresholds are enforced in the pipeline"
level     = "must"
why       = "A threshold that is only compared when somebody asks for coverage holds nobody back: coverage can fall to any level unseen."
fix       = "Run the tests with coverage in a job of every change (jest --coverage), or drop the threshold."
effort    = "pipeline"
reference = ["https://jestjs.io/docs/configuration#coveragethreshold-object", "https://github.com/jestjs/jest/blob/main/e2e/__tests__/coverageThreshold.test.ts"]
since     = "0.1"
evidence  = ["setting", "ci_step"]
*/
with demands as (
    select integration, path, tool, key, value, line,
        regexp_extract(key, '([^.]+)$', 1) as part
    from setting
    where (tool = 'jest' and key like 'coverageThreshold.%')
       or (tool in ('vitest', 'vite') and key like 'test.coverage.thresholds.%')
       or (tool = 'nyc' and key in ('lines', 'branches', 'functions', 'statements'))
       or (tool = 'coverage' and key = 'report.fail_under')
),
thresholds as (
    select integration, path, tool, min(line) as line,
        string_agg(distinct part || ' ' || coalesce(value, 'computed'), ', ' order by part || ' ' || coalesce(value, 'computed')) as demanded
    from demands
    group by integration, path, tool
),
-- A configuration may also ask for coverage by itself.
always as (
    select t.path, max(case when s.value = 'true' then 1 else 0 end) as asked
    from thresholds t
    join config_link l on l.to_path = t.path
    join config_link own on own.path = l.path and own.relation <> 'setup'
    join setting s on s.path = own.to_path and s.key in ('collectCoverage', 'test.coverage.enabled')
    group by t.path
),
runs as (
    select t.path, c.on_change, c.can_fail, c.path as pipeline,
        case when regexp_matches(c.command, '--(coverage|collectCoverage|cov)([ =]|$)')
                  and not regexp_matches(c.command, '--(coverage|collectCoverage)=false') then true
             when t.tool in ('nyc', 'coverage') then regexp_matches(c.command, '(^|[ /])(nyc|c8|coverage run|pytest .*--cov[ =])')
             else coalesce(a.asked, 0) = 1 end as collects
    from thresholds t
    join ci_command c on c.workflow is not null and case t.tool
        when 'jest' then regexp_matches(c.command, '(^|[ /])(jest|react-scripts test|craco test)( |$)')
        when 'nyc' then regexp_matches(c.command, '(^|[ /])(nyc|c8|mocha|ava|tap)( |$)')
        when 'coverage' then regexp_matches(c.command, '(^|[ /])(pytest|coverage)( |$)')
        else regexp_matches(c.command, '(^|[ /])vitest( |$)') end
    left join always a on a.path = t.path
),
counted as (
    select t.integration, t.path, t.tool, t.line, t.demanded,
        count(r.path) filter (where r.on_change is not false) as runs,
        count(r.path) filter (where r.collects and r.on_change and r.can_fail) as enforcing,
        count(r.path) filter (where r.collects and r.on_change is not false) as collecting
    from thresholds t
    left join runs r on r.path = t.path
    group by t.integration, t.path, t.tool, t.line, t.demanded
),
unused as (
    select string_agg(distinct p.name, ', ' order by p.name) as scripts,
        (select string_agg(distinct o.job, ', ' order by o.job) from ci_command o
         where o.workflow is null and regexp_matches(o.command, '--(coverage|collectCoverage)( |$)')) as jobs
    from package_script p
    where regexp_matches(p.command, '--(coverage|collectCoverage)( |$)')
      and not exists (select 1 from ci_command c where c.workflow is not null and c.source_path = p.path and c.source_line = p.line)
)
select
    c.integration,
    c.path || ': ' || c.tool                               as subject,
    case when c.enforcing > 0 then true
         when n.steps = 0 or c.collecting > 0 then null
         else false end                                    as met,
    'demands ' || c.demanded || case
        when c.enforcing > 0 then '; ' || c.enforcing || ' of ' || c.runs || ' ' || c.tool || ' commands that run on changes collect coverage'
        when n.steps = 0 then '; no pipeline was found'
        when c.collecting > 0 then '; it is collected, but whether its failure counts cannot be told'
        else ', but none of the ' || c.runs || ' ' || c.tool || ' commands that run on changes collects coverage'
             || coalesce('; jobs that no workflow runs would (' || u.jobs || ')', '')
             || coalesce('; scripts that no pipeline runs would (' || u.scripts || ')', '') end as reason,
    c.path,
    c.line
from counted c
cross join unused u
cross join (select count(*) as steps from ci_step where workflow is not null) as n
