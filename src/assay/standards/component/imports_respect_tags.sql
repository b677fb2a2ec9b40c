/*
title     = "Imports respect the tags of projects"
level     = "should"
why       = "Tags and their constraints are the architecture in writing; an import across them, or a constraint that can never fail, makes it fiction."
fix       = "Move what is shared to a project that may be imported, or change the constraint on purpose."
effort    = "design"
reference = ["https://nx.dev/docs/guides/enforce-module-boundaries/tag-multiple-dimensions"]
since     = "0.1"
evidence  = ["setting", "project_tag", "import_edge"]
*/
with constraints as (
    select source.path, source.line, source.value as source_tag, allowed.value as allowed,
        regexp_extract(source.key, '^(.*)depConstraints', 1) as rule
    from setting source
    left join setting allowed
      on allowed.path = source.path
     and allowed.key = replace(source.key, '.sourceTag', '.onlyDependOnLibsWithTags')
    where source.tool = 'eslint' and regexp_matches(source.key, 'enforce-module-boundaries\[\d+\]\.depConstraints\[\d+\]\.sourceTag$')
),
exceptions as (
    select count(*) as listed from setting
    where tool = 'eslint' and regexp_matches(key, 'enforce-module-boundaries\[\d+\]\.allow$') and coalesce(value, '') <> '[]'
),
projects as (
    select distinct integration from manifest where kind = 'nx'
    union
    select distinct integration from project_tag
),
edges as (
    select e.integration, f.integration as imported, min(e.path) as path, arg_min(e.line, e.path || ' ' || cast(1000000000 + e.line as varchar)) as line, count(*) as places
    from import_edge e
    join source_file f on f.path = e.to_path
    join projects a on a.integration = e.integration
    join projects b on b.integration = f.integration
    where f.integration <> e.integration
    group by e.integration, f.integration
),
bound as (
    select integration, tag as source_tag from project_tag
    union
    select integration, '*' from projects
),
permitted as (
    select distinct c.allowed, t.integration
    from (select distinct allowed from constraints where allowed not like '%"*"%') as c
    join project_tag t on strpos(c.allowed, '"' || t.tag || '"') > 0
),
applying as (
    select e.integration, e.imported, c.source_tag,
        case when c.allowed not like '%"*"%' and p.integration is null
             then c.source_tag || ' may only import ' || replace(replace(replace(c.allowed, '"', ''), '[', ''), ']', '') end as broken
    from edges e
    join bound b on b.integration = e.integration
    join constraints c on c.source_tag = b.source_tag
    left join permitted p on p.allowed = c.allowed and p.integration = e.imported
),
judged as (
    select e.integration, e.imported, e.path, e.line, e.places,
        count(a.source_tag) as constraints,
        string_agg(distinct a.broken, '; ' order by a.broken) as broken
    from edges e
    left join applying a on a.integration = e.integration and a.imported = e.imported
    group by e.integration, e.imported, e.path, e.line, e.places
),
counted as (
    select integration, count(*) as imported,
        count(*) filter (where broken is not null) as breaking,
        count(*) filter (where constraints = 0) as unruled,
        string_agg(case when broken is not null then imported end, ', ' order by imported) as names,
        min(broken) as broken,
        arg_min(path, imported) filter (where broken is not null or constraints = 0) as path,
        arg_min(line, imported) filter (where broken is not null or constraints = 0) as line
    from judged group by integration
)
select
    c.integration,
    'imports of ' || c.integration                         as subject,
    case when c.breaking = 0 and c.unruled = 0 then true when x.listed > 0 then null else false end as met,
    case when c.breaking > 0 then c.breaking || ' of the ' || c.imported || ' projects it imports break a constraint (' || c.names || '): ' || c.broken
         when c.unruled > 0 then 'imports ' || c.imported || ' projects, but carries no tag that a constraint names: Nx allows it none'
         else 'imports ' || c.imported || case when c.imported = 1 then ' other project, which it may' else ' other projects, all of which it may' end end
    || case when x.listed > 0 and (c.breaking > 0 or c.unruled > 0) then '; exceptions are listed, which are not followed' else '' end as reason,
    c.path,
    c.line
from counted c
cross join exceptions x
where exists (select 1 from constraints)
union all
select
    i.integration,
    'constraint on ' || k.source_tag                       as subject,
    k.carriers > 0 and k.forbidden > 0                     as met,
    case when k.carriers = 0 then 'no project carries ' || k.source_tag || ': the constraint is void'
         when k.forbidden = 0 then 'every project may be imported under it: the constraint is void'
         else 'holds for ' || k.carriers || ' and forbids the import of ' || k.forbidden || ' of ' || k.all_projects || ' projects' end as reason,
    k.path,
    k.line
from (
    select c.path, c.line, c.source_tag, a.projects as all_projects, coalesce(t.carriers, 0) as carriers,
        case when c.allowed not like '%"*"%' then a.projects - coalesce(p.projects, 0) else 0 end as forbidden
    from (
        select path, source_tag, allowed, min(line) as line from constraints
        where source_tag <> '*' or allowed not like '%"*"%'
        group by path, source_tag, allowed
    ) as c
    cross join (select count(*) as projects from projects) as a
    left join (
        select source_tag, count(distinct integration) as carriers
        from (select tag as source_tag, integration from project_tag union all select '*', integration from project_tag) as t
        group by source_tag
    ) as t on t.source_tag = c.source_tag
    left join (select allowed, count(integration) as projects from permitted group by allowed) as p on p.allowed = c.allowed
) as k
join integration i on i.path = '.'
