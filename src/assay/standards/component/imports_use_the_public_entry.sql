/*
title     = "Other packages are imported by their public entry"
level     = "must"
why       = "An import past the entry ties two packages to each other's insides, so neither can change alone."
fix       = "Export what is needed from the package's entry and import it by the package's name."
reference = ["https://github.com/import-js/eslint-plugin-import/blob/main/docs/rules/no-internal-modules.md"]
since     = "0.1"
*/
select
    e.integration,
    e.path || ' imports ' || e.specifier                   as subject,
    e.via in ('alias', 'workspace')                        as met,
    case when e.via in ('alias', 'workspace') then 'goes by the name of the package'
         else 'reaches into ' || t.integration || ' by a ' || e.via || ' path' end as reason,
    e.path,
    e.line
from import_edge e
join source_file t on t.path = e.to_path
where t.integration <> e.integration and e.via in ('alias', 'workspace', 'path', 'relative')
