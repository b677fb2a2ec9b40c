/*
title     = "A focused test fails the pipeline"
level     = "should"
why       = "One forgotten .only switches all other tests of its file off, and the run is green."
fix       = "Set forbidOnly in playwright.config, jest/no-focused-tests to error, and let a job of every change lint the tests."
effort    = "setting"
reference = ["https://playwright.dev/docs/api/class-testconfig#test-config-forbid-only", "https://github.com/jest-community/eslint-plugin-jest/blob/main/docs/rules/no-focused-tests.md"]
since     = "0.1"
evidence  = ["setting"]
*/
with playwright as (
    select s.integration, s.path, min(s.line) as first_line,
        count(*) filter (where s.key = 'forbidOnly') as stated,
        min(s.value) filter (where s.key = 'forbidOnly') as value,
        min(s.line) filter (where s.key = 'forbidOnly') as line,
        count(*) filter (where s.key = '...') as spread
    from setting s
    where s.tool = 'playwright'
    group by s.integration, s.path
),
flags as (
    select count(*) as given from ci_command
    where workflow is not null and regexp_matches(command, 'playwright test.*--forbid-only')
),
rules as (
    select integration, path, key, value, line from setting
    where tool = 'eslint' and regexp_matches(key, 'rules\.(jest|vitest)/no-focused-tests(\[0\])?$')
),
linting as (
    select bool_or(on_change and can_fail) as sure, bool_or(on_change is not false and can_fail is not false) as perhaps
    from ci_command where workflow is not null and regexp_matches(command, '(^|[ /])eslint( |$)')
),
jest as (
    select count(*) as configurations from setting where tool = 'jest'
),
roots as (
    select i.integration, min(s.path) as path,
        bool_or(regexp_matches(l.specifier, '^plugin:jest/(recommended|style|all)$')) as recommended,
        bool_or(l.relation = 'extends' and l.to_path is null
                and not (l.specifier like 'eslint:%' or regexp_matches(l.specifier, '^(plugin:(jest-dom|testing-library|react|react-hooks|import|prettier|@nrwl/nx|@nx)(/|$)|prettier)'))) as foreign_rules
    from integration i
    join setting s on s.integration = i.integration and s.tool = 'eslint' and not (s.path like '%/%')
    join config_link l on l.path = s.path
    where i.path = '.'
    group by i.integration
)
select
    p.integration,
    p.path || ': Playwright'                               as subject,
    case when f.given > 0 or p.value = 'true' then true
         when p.stated > 0 and p.value is null or p.stated = 0 and p.spread > 0 then null
         else false end                                    as met,
    case when f.given > 0 or p.value = 'true' then 'forbidOnly is set'
         when p.stated > 0 and p.value is null or p.stated = 0 and p.spread > 0 then 'forbidOnly is computed'
         when p.stated > 0 then 'forbidOnly is ' || p.value
         else 'forbidOnly is not set: test.only passes' end as reason,
    p.path,
    coalesce(p.line, p.first_line)                         as line
from playwright p
cross join flags f
union all
select
    r.integration,
    r.path || ': no-focused-tests'                         as subject,
    case when min(case when r.value in ('error', '2') then 1 when r.value is null then null else 0 end) = 0 then false
         when bool_or(r.value is null) then null
         when max(k.sure) then true when max(k.perhaps) then null else false end as met,
    case when min(case when r.value in ('error', '2') then 1 when r.value is null then null else 0 end) = 0 then 'the rule is switched to ' || min(r.value)
         when bool_or(r.value is null) then 'the rule is computed'
         when max(k.sure) then 'the rule is an error, and every change is linted'
         when max(k.perhaps) then 'the rule is an error; whether every change is linted cannot be told'
         else 'the rule is an error, but no job lints changes' end as reason,
    r.path,
    min(r.line)                                            as line
from rules r
cross join linting k
group by r.integration, r.path
union all
select
    o.integration,
    'Jest'                                                 as subject,
    case when o.recommended and k.sure then true when o.recommended or o.foreign_rules then null else false end as met,
    case when o.recommended and k.sure then 'plugin:jest forbids it, and every change is linted'
         when o.recommended then 'plugin:jest forbids it, but whether every change is linted cannot be told'
         when o.foreign_rules then 'whether the shared ESLint configuration forbids it cannot be seen'
         else 'no rule of ESLint forbids it' end           as reason,
    o.path,
    cast(null as bigint)                                   as line
from roots o
cross join jest j
cross join linting k
where j.configurations > 0 and not exists (select 1 from rules r where r.path = o.path)
