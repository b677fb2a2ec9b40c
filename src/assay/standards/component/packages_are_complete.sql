/*
title     = "A package has what the other packages have"
level     = "should"
why       = "What lacks its readme, entry, tests or settings is skipped by builds, boundaries or test runs without anybody noticing."
fix       = "Add the missing part as the other packages of the workspace have it."
effort    = "local"
reference = ["https://docs.npmjs.com/cli/configuring-npm/package-json", "https://nodejs.org/api/packages.html#package-entry-points"]
since     = "0.1"
evidence  = ["package_part", "source_file"]
limits    = { usual_share = 0.8, min_packages = 5 }
*/
with sizes as (
    select
        i.integration, i.path, i.layer, i.languages,
        count(case when not regexp_matches(f.path, '[.](config|conf|setup)[.]') then 1 end) as files,
        count(case when f.is_test then 1 end)              as tests
    from integration i
    left join source_file f on f.integration = i.integration
    where i.path <> '.'
    group by i.integration, i.path, i.layer, i.languages
),
parts as (
    select s.integration, s.path, p.part, case when p.file is not null then 1 else 0 end as there, p.file
    from sizes s
    join package_part p on p.path = s.path
    where p.part in ('readme', 'manifest')
       or s.files > 0 and (p.part <> 'compiler settings' or s.languages like '%typescript%')
    union all
    select s.integration, s.path, 'tests', case when s.tests > 0 then 1 else 0 end, s.tests || case when s.tests = 1 then ' file of tests' else ' files of tests' end
    from sizes s
    where s.files > 0 and s.layer <> 'tool'
),
usual as (
    select part, sum(there) as having_it, count(*) as packages
    from parts
    group by part
),
usual_entries(name, place) as (
    values (1, '/src/index.ts'), (2, '/src/index.tsx'), (3, '/src/index.js'), (4, '/src/index.jsx'), (5, '/src/index.mjs'),
           (6, '/index.ts'), (7, '/index.tsx'), (8, '/index.js'), (9, '/index.mjs')
),
entries as (
    select e.integration, f.path, f.code_lines
    from entry_point e
    join source_file f on f.path = e."to"
    where e.field in ('main', 'module', 'exports')
    union all
    select s.integration, f.path, f.code_lines
    from sizes s
    cross join usual_entries u
    join source_file f on f.path = s.path || u.place
    union all
    select f.integration, f.path, f.code_lines
    from import_edge e
    join source_file f on f.path = e.to_path
    where e.offered and e.integration <> f.integration
),
entry as (
    select integration, count(*) as found, max(code_lines) as code_lines, min(path) as path
    from entries
    group by integration
),
taken as (
    select f.integration, count(distinct e.path) as importers
    from import_edge e
    join source_file f on f.path = e.to_path
    where e.integration <> f.integration
    group by f.integration
)
select
    p.integration,
    p.part                                                 as subject,
    p.there = 1                                            as met,
    case when p.there = 1 then 'has ' || p.file
         else 'has no ' || p.part || '; ' || u.having_it || ' of ' || u.packages || ' packages have' end as reason,
    p.path,
    null                                                   as line
from parts p
join usual u on u.part = p.part
where p.there = 1 or (u.packages >= $min_packages and u.having_it * 1.0 / u.packages >= $usual_share)
union all
select
    s.integration,
    'entry'                                                as subject,
    coalesce(e.code_lines, 0) > 0                          as met,
    case when e.code_lines > 0 then 'is entered by ' || e.path
         when e.found > 0 then 'its entry is empty'
         else 'has no entry, but is imported by ' || t.importers || case when t.importers = 1 then ' file' else ' files' end || ' of other packages' end as reason,
    coalesce(e.path, s.path)                               as path,
    null                                                   as line
from sizes s
left join entry e on e.integration = s.integration
left join taken t on t.integration = s.integration
where e.found > 0 or t.importers > 0
