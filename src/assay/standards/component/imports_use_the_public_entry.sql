/*
title     = "Other packages are imported by their public entry"
level     = "must"
why       = "An import past the entry ties two packages to each other's insides, so neither can change alone."
fix       = "Export what is needed from the package's entry (or name the path in its exports map) and import it from there."
effort    = "local"
reference = ["https://github.com/import-js/eslint-plugin-import/blob/main/docs/rules/no-internal-modules.md"]
since     = "0.1"
*/
select
    e.integration,
    e.path || ' imports ' || e.specifier                   as subject,
    case when e.via in ('alias', 'workspace') then e.offered else false end as met,
    case when e.via = 'relative' then 'reaches into ' || t.integration || ' by a relative path'
         when e.via = 'path' then 'reaches into ' || t.integration || ' by its directory in the repository'
         when e.offered then 'goes by what ' || t.integration || ' offers'
         when e.offered is null then t.integration || ' has neither an entry nor an exports map: which of its files are for others is not stated'
         else 'goes past the entry of ' || t.integration || ' to ' || e.to_path end as reason,
    e.path,
    e.line
from import_edge e
join source_file t on t.path = e.to_path
join integration tu on tu.integration = t.integration and tu.path <> '.'
join integration eu on eu.integration = e.integration and eu.path <> '.'
where t.integration <> e.integration and e.via in ('alias', 'workspace', 'path', 'relative')
