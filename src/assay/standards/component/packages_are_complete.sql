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
with parts as (
    select i.integration, 'manifest' as part, count(m.path) as found, i.path
    from integration i
    left join manifest m on m.integration = i.integration
    group by i.integration, i.path
    union all
    select i.integration, 'entry' as part,
           count(case when f.path in (i.path || '/src/index.ts', i.path || '/src/index.tsx', i.path || '/src/index.js',
                                      i.path || '/index.ts', i.path || '/index.js', i.path || '/src/index.mjs')
                        or exists (select 1 from manifest m where m.integration = i.integration
                                   and (m.entry = f.path or i.path || '/' || replace(m.entry, './', '') = f.path))
                      then 1 end) as found, i.path
    from integration i
    left join source_file f on f.integration = i.integration
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
         when exists (select 1 from source_file) and exists (select 1 from manifest) then false end as met,
    case when found > 0 then 'has ' || case part when 'tests' then found || ' files of tests'
                                                 when 'entry' then 'an entry' else 'a manifest' end
         else 'has no ' || part || ' in ' || path end          as reason,
    path
from parts
