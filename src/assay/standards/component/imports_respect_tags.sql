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
applying as (
    select e.integration, e.imported, e.path, e.line, e.places, c.source_tag, c.allowed,
        c.allowed is null or c.allowed like '%"*"%' or exists (
            select 1 from project_tag t
            where t.integration = e.imported and strpos(c.allowed, '"' || t.tag || '"') > 0) as ok
    from edges e
    join constraints c on c.source_tag = '*' or exists (
        select 1 from project_tag t where t.integration = e.integration and t.tag = c.source_tag)
),
judged as (
    select e.integration, e.imported, e.path, e.line, e.places,
        count(a.source_tag) as constraints,
        string_agg(distinct case when not a.ok then a.source_tag || ' may only import '
            || replace(replace(replace(a.allowed, '"', ''), '[', ''), ']', '') end, '; '
            order by case when not a.ok then a.source_tag || ' may only import '
            || replace(replace(replace(a.allowed, '"', ''), '[', ''), ']', '') end) as broken
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
    select c.path, min(c.line) as line, c.source_tag,
        (select count(*) from projects) as all_projects,
        (select count(distinct t.integration) from project_tag t where t.tag = c.source_tag or c.source_tag = '*') as carriers,
        (select count(*) from projects p where c.allowed is not null and c.allowed not like '%"*"%' and not exists (
            select 1 from project_tag t where t.integration = p.integration and strpos(c.allowed, '"' || t.tag || '"') > 0)) as forbidden
    from constraints c
    where c.source_tag <> '*' or c.allowed not like '%"*"%'
    group by c.path, c.source_tag, c.allowed
) as k
join integration i on i.path = '.'
