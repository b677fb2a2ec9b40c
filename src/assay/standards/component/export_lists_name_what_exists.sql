/*
title     = "Export lists name what exists"
level     = "should"
why       = "An entry that matches nothing, or leaves out a package that is gone, says that somebody renamed one side only: what it was meant for is not done."
fix       = "Correct the glob, the pattern or the name, or delete the entry."
effort    = "line"
reference = ["checkout-js: packages/core/auto-export.config.json", "checkout-js: packages/workspace-tools/src/generators/auto-export/auto-export.ts"]
since     = "0.1"
evidence  = ["export_list", "source_file"]
scope     = "workspace"
*/
with found as (
    select list, count(*) as symbols, count(distinct integration) as units
    from entry_export
    where list is not null
    group by list
),
folders as (
    select distinct split_part(path, '/', 1) as name from source_file
    union
    select distinct split_part(path, '/', 2) from source_file
    union
    select distinct split_part(path, '/', 3) from source_file
)
select
    l.output || case when l.part = 'input' then ' collects ' || l.value || ' ' || l.pattern
                     else ' leaves out ' || l.value end                 as subject,
    case when known.files = 0 then null
         when l.part = 'input' then coalesce(f.symbols, 0) > 0
         else d.name is not null end                                    as met,
    case when known.files = 0 then 'no source was read'
         when l.part = 'input' and coalesce(f.symbols, 0) > 0
         then 'collects ' || f.symbols || ' exports of ' || f.units || ' packages'
         when l.part = 'input' then 'no export of a file at ' || l.value || ' is named like ' || l.pattern
         when d.name is not null then 'there is a directory ' || l.value
         else 'leaves out ' || l.value || ', and no directory is called so' end as reason,
    l.path,
    min(l.line)                                                         as line
from export_list l
cross join (select count(*) as files from source_file) as known
left join found f on f.list = l.output
left join folders d on d.name = l.value
group by l.output, l.part, l.value, l.pattern, l.path, f.symbols, f.units, d.name, known.files
