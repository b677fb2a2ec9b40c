/*
title     = "A package with code and no tests does not pass"
level     = "must"
why       = "passWithNoTests turns a package whose tests were lost, renamed or never written green."
fix       = "Drop passWithNoTests, or write the first test."
effort    = "local"
reference = ["https://jestjs.io/docs/cli#--passwithnotests", "https://nx.dev/nx-api/jest/executors/jest"]
since     = "0.1"
evidence  = ["setting", "test_case"]
*/
with stated as (
    -- What decides: the Nx target, else the runner's own configuration.
    select integration, path, line, value,
        case when path like '%/%' then regexp_replace(path, '/[^/]*$', '', 'g') else '' end as folder
    from setting
    where (tool = 'nx' and path like '%project.json' and key in ('targets.test.options.passWithNoTests', 'targets.test.executor'))
       or (tool = 'jest' and key in ('passWithNoTests', 'testMatch', 'preset', 'transform', 'testEnvironment', 'displayName', 'rootDir'))
       or (tool in ('vitest', 'vite') and key in ('test.passWithNoTests', 'test.include', 'test.environment', 'test.globals'))
),
flags as (
    select integration, path, line from setting
    where value = 'true'
      and ((tool = 'nx' and key = 'targets.test.options.passWithNoTests')
        or (tool = 'jest' and key = 'passWithNoTests') or (tool in ('vitest', 'vite') and key = 'test.passWithNoTests'))
    union all
    select integration, path, line from package_script
    where regexp_matches(command, '(jest|vitest|react-scripts test).*--passWithNoTests($|\s)')
),
runners as (
    select integration, folder, min(path) as path, min(line) as line from stated group by integration, folder
),
test_files as (
    select path, count(*) as tests from test_case
    where level = 'unit' and coalesce(disabled_by, '') <> 'comment'
    group by path
),
counted as (
    select r.integration, r.folder, r.path, r.line,
        (select coalesce(sum(t.tests), 0) from test_files t
         where r.folder = '' or starts_with(t.path, r.folder || '/')) as tests,
        (select count(*) from source_file f
         where not f.is_test and not f.is_generated and f.code_lines > 0
           and (r.folder = '' or starts_with(f.path, r.folder || '/'))) as code
    from runners r
),
flagged as (
    select c.integration, c.folder, min(f.path) as flag_path, min(f.line) as flag_line
    from counted c
    join flags f on f.integration = c.integration
    group by c.integration, c.folder
)
select
    c.integration,
    case when c.folder = '' then 'workspace' else c.folder end as subject,
    case when c.tests > 0 then true else f.flag_path is null end as met,
    case when c.tests > 0 then c.tests || case when c.tests = 1 then ' test' else ' tests' end || case when f.flag_path is null then '' else '; passWithNoTests is set all the same' end
         when f.flag_path is null then 'has no tests, and its run fails for it'
         else c.code || ' files of code and no test, yet passWithNoTests lets its run pass' end as reason,
    coalesce(f.flag_path, c.path)                          as path,
    coalesce(f.flag_line, c.line)                          as line
from counted c
left join flagged f on f.integration = c.integration and f.folder = c.folder
where c.code > 0
