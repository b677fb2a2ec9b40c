/*
title     = "Imported packages are declared where they belong"
level     = "should"
why       = "What nobody declares is there by luck, in a version that somebody else chose, and is gone with the next update; what is declared in the wrong place is shipped to the shopper."
fix       = "Declare each imported package in the manifest of the package that imports it, test libraries under devDependencies, each once."
effort    = "line"
reference = ["https://github.com/import-js/eslint-plugin-import/blob/main/docs/rules/no-extraneous-dependencies.md", "https://docs.npmjs.com/cli/v11/configuring-npm/package-json#devdependencies"]
since     = "0.1"
evidence  = ["import_edge", "dependency"]
*/
with manifests as (
    select path, case when path like '%/%' then regexp_replace(path, '[^/]*$', '', 'g') else '' end as folder, count(*) as declared
    from dependency where path like '%package.json' group by path
),
imports as (
    select e.integration, e.package, e.path, e.line, e.kind
    from import_edge e
    where e.via = 'package' and e.package not like '%:%' and e.package not like '@types/%'
      -- What Python imports is called otherwise than what it installs (yaml, PyYAML), and npm declares none of it.
      and e.path not like '%.py' and e.path not like '%.d.ts' and regexp_matches(e.package, '^(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*$')
),
reach as (
    select f.path as file, m.path
    from (select distinct path from imports) f
    join manifests m on starts_with(f.path, m.folder)
),
-- What declares a package for a file: every manifest at or above it; for types, that of their package, too.
named as (
    select distinct path, package, kind, package as name from imports
    union
    select path, package, kind, '@types/' || replace(replace(package, '@', ''), '/', '__') from imports where kind = 'type'
),
declarations as (
    select n.path, n.package, n.kind, d.section, min(d.path) as manifest
    from named n
    join reach m on m.file = n.path
    join dependency d on d.path = m.path and d.name = n.name
    group by n.path, n.package, n.kind, d.section
),
used as (
    select integration, package, path, line,
        count(section) > 0 as declared, min(manifest) as manifest, string_agg(section, ', ' order by section) as sections
    from (
        select i.integration, i.package, i.path, i.line, d.section, min(d.manifest) as manifest
        from imports i
        left join declarations d on d.path = i.path and d.package = i.package and d.kind = i.kind
        group by i.integration, i.package, i.path, i.line, d.section
    ) as i
    group by integration, package, path, line
),
counted as (
    select integration, package, count(*) as places, count(*) filter (where not declared) as missing,
        min(manifest) as manifest, max(sections) as sections,
        min(path) filter (where not declared) as path,
        arg_min(line, path || ' ' || cast(1000000000 + line as varchar)) filter (where not declared) as line,
        min(path) as any_path
    from used group by integration, package
),
libraries as (
    select integration, name, path, min(line) as line,
        bool_or(section = 'production') as shipped,
        bool_or(section = 'production') and bool_or(section = 'development') as twice,
        regexp_matches(name, '^(jest|jest-.+|@jest/.+|ts-jest|babel-jest|vitest|@vitest/.+|mocha|chai|sinon|nock|msw|supertest|enzyme|enzyme-.+|@testing-library/.+|cypress|@playwright/test|playwright|react-test-renderer|@faker-js/faker|@pollyjs/.+|@types/(jest|mocha|chai|sinon|enzyme))$') as for_tests
    from dependency
    where path like '%package.json' and section in ('production', 'development')
    group by integration, path, name
)
select
    c.integration,
    'imports ' || c.package                                as subject,
    case when n.manifests = 0 then null else c.missing = 0 end as met,
    case when n.manifests = 0 then 'no manifest declares anything'
         when c.missing = 0 then 'declared in ' || c.manifest || ' (' || c.sections || ')'
         else 'imported in ' || c.missing || ' of ' || c.places || ' places without a manifest that declares it'
              || case when l.name is not null then '; it is installed because another package needs it' else '' end end as reason,
    coalesce(c.path, c.any_path)                           as path,
    c.line
from counted c
cross join (select count(*) as manifests from manifests) as n
left join (select distinct name from locked_dependency) as l on l.name = c.package
union all
select
    integration,
    'declares ' || name                                    as subject,
    not (shipped and for_tests) and not twice              as met,
    case when twice then 'declared for production and for development at once: which version is meant is left to the package manager'
         when shipped and for_tests then 'a test library among the production dependencies'
         else 'a test library, declared for development' end as reason,
    path,
    line
from libraries
where for_tests or twice
