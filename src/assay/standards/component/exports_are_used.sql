/*
title     = "What a package exports is used"
level     = "should"
why       = "An export that nobody imports has to be kept working all the same, and misleads readers about what depends on it."
fix       = "Take it out of the entry; if nothing else in the package needs it either, delete it."
effort    = "line"
reference = ["https://knip.dev/typescript/unused-exports", "https://knip.dev/reference/issue-types"]
since     = "0.1"
applies   = { layer = ["provider", "base", "shared"] }
*/
with published as (
    select distinct i.integration
    from manifest m
    join integration i on i.integration = m.integration and m.path = i.path || '/package.json'
    where m.kind = 'npm' and not coalesce(m.private, false)
)
select
    e.integration,
    e.symbol                                                            as subject,
    case when bool_or(e.users + e.test_users > 0 or e.list is not null) then true
         when not bool_or(coalesce(e.unseen, false)) then false end     as met,
    case when max(e.users) > 0 then max(e.users) || case when max(e.users) = 1 then ' file imports it' else ' files import it' end
         when min(e.list) is not null then 'is collected into ' || min(e.list)
         when max(e.test_users) > 0 then 'only tests import it, ' || max(e.test_users) || ' of them'
         when bool_or(coalesce(e.unseen, false)) then 'no file that is read imports it; Vue, Svelte, Astro or MDX files may'
         else 'no file of the workspace imports it from the package' end as reason,
    min(e.path)                                                         as path,
    min(e.line)                                                         as line
from entry_export e
where not e.is_type and not exists (select 1 from published p where p.integration = e.integration)
group by e.integration, e.symbol
