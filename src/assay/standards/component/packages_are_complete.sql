/*
title     = "A package has a manifest, an entry and tests"
level     = "should"
why       = "What lacks one of them is skipped by builds, boundaries or test runs without anybody noticing."
fix       = "Add the missing part as the other packages of the workspace have it."
reference = ["npm Docs: package.json, main", "Nx: Project Configuration"]
since     = "0.1"
evidence  = ["manifest", "source_file"]
applies   = { layer = ["provider", "base", "shared"] }
*/
with entries as (
    select i.integration, i.path || usual.name as path
    from integration i
    cross join (values ('/src/index.ts'), ('/src/index.tsx'), ('/src/index.js'), ('/src/index.jsx'), ('/src/index.mjs'),
                       ('/index.ts'), ('/index.tsx'), ('/index.js'), ('/index.mjs')) as usual(name)
    union
    select m.integration, m.entry
    from manifest m
    union
    select i.integration, i.path || '/' || replace(m.entry, './', '')
    from manifest m
    join integration i on i.integration = m.integration
),
parts as (
    select i.integration, 'manifest' as part, count(m.path) as found, i.path
    from integration i
    left join manifest m on m.integration = i.integration
    group by i.integration, i.path
    union all
    select i.integration, 'entry' as part, count(f.path) as found, i.path
    from integration i
    left join entries e on e.integration = i.integration
    left join source_file f on f.path = e.path
    where i.languages not like '%python%'
    group by i.integration, i.path
    union all
    select i.integration, 'tests' as part, count(case when f.is_test then 1 end) as found, i.path
    from integration i
    left join source_file f on f.integration = i.integration
    group by i.integration, i.path
)
select
    integration,
    part                                                       as subject,
    case when found > 0 then true
         when n.files > 0 and n.manifests > 0 then false end   as met,
    case when found > 0 then 'has ' || case part when 'tests' then found || ' files of tests'
                                                 when 'entry' then 'an entry' else 'a manifest' end
         else 'has no ' || part || ' in ' || path end          as reason,
    path
from parts
cross join (select (select count(*) from source_file) as files, (select count(*) from manifest) as manifests) as n
