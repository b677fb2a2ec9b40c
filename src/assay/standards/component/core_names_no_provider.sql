/*
title     = "The core names no provider"
level     = "should"
why       = "Each provider that the core knows by name is a branch to change, test and release with the core whenever that provider changes."
fix       = "Let the provider's package, or a capability that the API tells of, decide; set the limit to today's count and lower it."
effort    = "design"
reference = ["https://github.com/sverweij/dependency-cruiser/blob/main/doc/rules-reference.md", "https://devlead.io/DevTips/OpenClosedPrinciple"]
since     = "0.1"
applies   = { layer = ["core"] }
evidence  = ["source_file"]
limits    = { max_mentions = 0 }
*/
with mentions as (
    select integration, count(*) as mentions, count(distinct path) as files, count(distinct name) as names
    from provider_mention
    where not is_test
    group by integration
),
places as (
    select integration, path, min(line) as line, count(*) as mentions,
           row_number() over (partition by integration order by count(*) desc, path) as place
    from provider_mention
    where not is_test
    group by integration, path
),
imports as (
    select e.integration, count(*) as imports, count(distinct t.integration) as providers, min(e.path) as path,
           arg_min(e.line, e.path || ' ' || cast(1000000000 + e.line as varchar)) as line
    from import_edge e
    join source_file t on t.path = e.to_path
    join integration u on u.integration = t.integration
    where u.layer = 'provider' and u.integration <> e.integration and not e.is_test
      and e.kind in ('static', 'require', 'reexport')
    group by e.integration
),
files as (
    select integration, count(*) as files
    from source_file
    where not is_test
    group by integration
)
select
    i.integration,
    'providers known by name'                                           as subject,
    coalesce(m.mentions, 0) <= $max_mentions and coalesce(p.imports, 0) = 0 as met,
    'names ' || coalesce(m.names, 0) || ' providers ' || coalesce(m.mentions, 0) || ' times in '
        || coalesce(m.files, 0) || ' of ' || f.files || ' files, and imports ' || coalesce(p.providers, 0)
        || ' provider packages in ' || coalesce(p.imports, 0) || ' places'
        || case when w.path is not null then '; most names are in ' || w.path else '' end as reason,
    coalesce(w.path, p.path, i.path)                                    as path,
    coalesce(w.line, p.line)                                            as line
from integration i
join files f on f.integration = i.integration
left join mentions m on m.integration = i.integration
left join places w on w.integration = i.integration and w.place = 1
left join imports p on p.integration = i.integration
