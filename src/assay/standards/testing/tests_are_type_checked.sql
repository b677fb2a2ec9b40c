/*
title     = "Tests are type-checked"
level     = "should"
why       = "Tests whose types nobody looks at go on calling what no longer exists and mocking what never did; they pass and prove nothing."
fix       = "Run tsc --noEmit over the tests in a job of every change, or let ts-jest report diagnostics."
effort    = "setting"
reference = ["https://kulshekhar.github.io/ts-jest/docs/getting-started/options/diagnostics", "https://kulshekhar.github.io/ts-jest/docs/getting-started/options/isolatedModules", "https://playwright.dev/docs/test-typescript"]
since     = "0.1"
evidence  = ["setting", "source_file"]
*/
with runners as (
    select s.integration, s.path, s.tool, min(s.line) as line,
        case when s.path like '%/%' then regexp_replace(s.path, '/[^/]*$', '', 'g') else '' end as folder
    from setting s
    where s.tool in ('jest', 'vitest', 'vite', 'playwright')
      and (s.tool <> 'vite' or s.key like 'test.%')
      and not exists (select 1 from config_link l where l.to_path = s.path and l.relation = 'extends')
      and not exists (select 1 from setting p where p.path = s.path and p.tool = 'jest' and p.key = 'projects')
    group by s.integration, s.path, s.tool
),
-- What a configuration says, itself or through what it extends: the nearest decides.
said as (
    select r.path, s.key, s.value, s.line, l.to_path, l.depth
    from runners r
    join config_link l on l.path = r.path and l.relation in ('self', 'extends')
    join setting s on s.path = l.to_path and s.tool = r.tool
    qualify row_number() over (partition by r.path, s.key order by l.depth, l.to_path, s.line) = 1
),
facts as (
    select r.integration, r.path, r.tool, r.line, r.folder,
        count(d.path) filter (where d.key like 'transform.%' or d.key = 'preset') as transforms,
        count(d.path) filter (where (d.key like 'transform.%' or d.key in ('preset', '...')) and d.value like 'ts-jest%') as ts_jest,
        min(case when regexp_matches(d.key, 'ts-jest.*\.diagnostics$|^transform\..*\[1\]\.diagnostics$') and d.value = 'false' then d.key end) as silent,
        min(case when regexp_matches(d.key, 'ts-jest.*\.isolatedModules$|^transform\..*\[1\]\.isolatedModules$') and d.value = 'true' then d.key end) as isolated,
        min(case when regexp_matches(d.key, 'diagnostics\.warnOnly$') and d.value = 'true' then d.key end) as warning,
        min(case when regexp_matches(d.key, 'ts-jest.*\.(diagnostics|isolatedModules)$|^transform\..*\[1\]\.(diagnostics|isolatedModules)$|diagnostics\.warnOnly$')
                  and d.to_path = r.path then d.line end) as switch_line
    from runners r
    left join said d on d.path = r.path
    group by r.integration, r.path, r.tool, r.line, r.folder
),
tests as (
    select f.path, count(t.path) as files
    from facts f
    join source_file t on t.is_test and t.language = 'typescript' and (f.folder = '' or starts_with(t.path, f.folder || '/'))
      and regexp_matches(t.path, '\.(test|spec)\.[mc]?tsx?$|__tests__/')
      -- End-to-end tests are Playwright's, the others are the unit runners'.
      and regexp_matches(t.path, '(^|/)(e2e|playwright)/') = (f.tool = 'playwright')
    group by f.path
),
compilers as (
    select c.path, c.line, c.on_change, c.can_fail, c.via,
        case when p.named = '' then case when c.directory = '' then 'tsconfig.json' else c.directory || '/tsconfig.json' end
             when c.directory = '' then replace(p.named, './', '')
             else c.directory || '/' || replace(p.named, './', '') end as project
    from ci_command c
    cross join lateral (select regexp_extract(c.command, '(?:^|\s)(?:-p|--project|-b|--build)[ =]+([^\s-]\S*)', 1) as named) as p
    where c.workflow is not null and regexp_matches(c.command, '(^|[ /])(tsc|vue-tsc)( |$)')
),
-- A compiler run sees the tests below its project file, unless that leaves them out.
covering as (
    select f.path, max(case when k.on_change and k.can_fail then 1 else 0 end) as sure,
        max(case when k.on_change is not false then 1 else 0 end) as perhaps
    from facts f
    join compilers k on not (k.project like '%/%') or starts_with(f.path, regexp_replace(k.project, '[^/]*$', '', 'g'))
    where not exists (
        select 1 from setting x
        where x.tool = 'typescript' and x.path = k.project and x.key in ('exclude', 'include')
          and case x.key when 'exclude' then regexp_matches(coalesce(x.value, ''), 'test|spec')
                         else regexp_matches(coalesce(x.value, ''), 'src/index\.tsx?"\]$|\.d\.ts"\]$') end)
    group by f.path
),
judged as (
    select f.*, t.files,
        case when f.ts_jest > 0 and f.silent is null and f.isolated is null and f.warning is null then true
             when coalesce(c.sure, 0) = 1 then true
             when f.tool = 'jest' and f.transforms = 0
                  and exists (select 1 from config_link l where l.path = f.path and l.relation = 'extends' and l.to_path is null) then null
             when coalesce(c.perhaps, 0) = 1 then null
             else false end as met,
        coalesce(c.sure, 0) as sure
    from facts f
    join tests t on t.path = f.path
    left join covering c on c.path = f.path
)
select
    integration,
    path                                                   as subject,
    met,
    case when met and sure = 1 then 'tsc looks at its ' || files || ' test files on every change'
         when met then 'ts-jest reports the type errors of its ' || files || case when files = 1 then ' test file' else ' test files' end
         when met is null then 'whether anything looks at the types of its ' || files || ' test files cannot be told'
         else case when silent is not null then 'ts-jest is told diagnostics: false'
                   when isolated is not null then 'ts-jest is told isolatedModules: true'
                   when warning is not null then 'ts-jest is told warnOnly: true'
                   when tool = 'jest' then 'its transform removes types without a look'
                   when tool = 'playwright' then 'Playwright removes types without a look'
                   else 'Vitest removes types without a look' end
              || ', and no job runs tsc over its ' || files || case when files = 1 then ' test file' else ' test files' end end as reason,
    path,
    coalesce(switch_line, line)                            as line
from judged
