/*
title     = "What a provider offers is collected"
level     = "must"
why       = "A component whose name misses the pattern of the generated list is built, tested and shipped, and never shown to a shopper."
fix       = "Export it from the package's entry, by name and in an export clause, under a name that the list's pattern matches."
effort    = "local"
reference = ["checkout-js: packages/workspace-tools/src/generators/auto-export/auto-export.ts", "checkout-js: packages/core/auto-export.config.json"]
since     = "0.1"
evidence  = ["module_export"]
*/
with patterns as (
    select string_agg(distinct pattern, ' or ' order by pattern) as expected, count(*) as lists
    from export_list
    where part = 'input'
),
collected as (
    select origin_path, min(symbol) as symbol, min(list) as list
    from entry_export
    where list is not null
    group by origin_path
),
per_unit as (
    select integration, count(list) as collected, sum(users) as users
    from entry_export
    group by integration
),
kinds as (
    select distinct i.kind
    from integration i
    join per_unit u on u.integration = i.integration
    where u.collected > 0
),
imported as (
    select t.integration, count(distinct e.path) as importers
    from import_edge e
    join source_file t on t.path = e.to_path
    where t.integration <> e.integration and not e.is_test
    group by t.integration
)
select
    r.integration,
    r.component || ' in ' || r.path                        as subject,
    c.symbol is not null                                   as met,
    case when c.symbol is not null then 'is collected into ' || min(c.list) || ' as ' || c.symbol
         else 'is registered for resolution, but no entry exports it under a name that matches '
              || min(p.expected) || ': nothing finds it' end as reason,
    r.path,
    min(r.line)                                            as line
from registration r
join patterns p on p.lists > 0
left join collected c on c.origin_path = r.path
group by r.integration, r.component, r.path, c.symbol
union all
select
    i.integration,
    i.integration                                          as subject,
    coalesce(u.collected, 0) > 0                           as met,
    case when u.collected > 0 then u.collected || ' of its exports are collected'
         when f.files is null then 'holds no source at all'
         else 'its entry exports nothing that a list collects (names that match ' || p.expected
              || '), and no other package imports it: nothing finds it' end as reason,
    i.path,
    null                                                   as line
from integration i
join patterns p on p.lists > 0
join kinds k on k.kind = i.kind
left join per_unit u on u.integration = i.integration
left join imported m on m.integration = i.integration
left join (select integration, count(*) as files from source_file group by integration) as f
    on f.integration = i.integration
where i.layer = 'provider' and (u.collected > 0 or coalesce(m.importers, 0) = 0)
