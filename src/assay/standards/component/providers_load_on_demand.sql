/*
title     = "Provider code is loaded when it is needed"
level     = "should"
why       = "Code imported statically is downloaded by every shopper, whichever way of paying they choose."
fix       = "Import the provider with import() (behind React.lazy for components), one chunk for each provider."
reference = ["React: lazy", "webpack: Code Splitting, dynamic imports"]
since     = "0.1"
evidence  = ["import_edge"]
applies   = { layer = ["core"] }
*/
with places as (
    select f.path, i.integration as name, i.layer
    from source_file f
    join integration i on i.integration = f.integration
),
mounts as (
    select e.integration, e.path, e.specifier, e.kind, e.line, coalesce(p.name, 'a generated list of packages') as leads_to
    from import_edge e
    left join places p on p.path = e.to_path
    where not e.is_test and e.kind in ('static', 'dynamic', 'require', 'reexport')
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
