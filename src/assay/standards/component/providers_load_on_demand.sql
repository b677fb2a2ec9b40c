/*
title     = "Provider code is loaded when it is needed"
level     = "should"
why       = "Code imported statically is downloaded together with the module that imports it, whichever way of paying the shopper chooses."
fix       = "Import the provider with import() (behind React.lazy for components), one chunk for each provider."
effort    = "local"
reference = ["https://react.dev/reference/react/lazy", "https://webpack.js.org/guides/code-splitting/#dynamic-imports"]
since     = "0.1"
evidence  = ["import_edge"]
applies   = { layer = ["core"] }
*/
with places as (
    select f.path, i.integration as name, i.layer
    from source_file f
    join integration i on i.integration = f.integration
),
-- What imports the file system or the process runs on a server or in a build: nobody downloads it.
servers as (
    select distinct path
    from import_edge
    where via = 'builtin' and regexp_matches(specifier, '^(node:)?(fs|path|os|net|tls|http|https|cluster|child_process|worker_threads)(/|$)')
),
mounts as (
    select e.integration, e.path, e.specifier, e.kind, e.line, coalesce(p.name, 'a generated list of packages') as leads_to
    from import_edge e
    left join places p on p.path = e.to_path
    where not exists (select 1 from servers s where s.path = e.path) and not regexp_matches(e.path, '(^|[/.-])(config|instrumentation)[.]')
      and not e.is_test and e.path not like '%.py' and e.kind in ('static', 'dynamic', 'require', 'reexport')
      and (p.layer = 'provider'
           or (e.via = 'unresolved' and e.specifier like '.%'
               and regexp_matches(e.specifier, '(^|/)generated/') and regexp_matches(e.specifier, '(?i)(integrations?|providers?|strategies|methods|buttons)$')))
)
select
    integration,
    path || ': ' || specifier                                             as subject,
    min(case when kind = 'dynamic' then 1 else 0 end) = 1                 as met,
    case when min(case when kind = 'dynamic' then 1 else 0 end) = 1 then min(leads_to) || ' is loaded on demand'
         else min(leads_to) || ' is loaded with this module, needed or not' end as reason,
    path,
    min(line)                                                             as line
from mounts
group by integration, path, specifier
