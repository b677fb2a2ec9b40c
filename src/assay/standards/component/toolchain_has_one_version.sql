/*
title     = "The tool chain has one version"
level     = "should"
why       = "When developers, pipeline and types each mean another version of Node.js or of a tool's parts, what is tested is not what is written or shipped."
fix       = "State the version once (.nvmrc, engines or volta), let the pipeline read it, and move the parts of one tool together."
effort    = "line"
reference = ["https://docs.npmjs.com/cli/v11/configuring-npm/package-json#engines", "https://nx.dev/recipes/tips-n-tricks/keep-nx-versions-in-sync"]
since     = "0.1"
scope     = "workspace"
evidence  = ["setting", "dependency"]
*/
with root as (select integration from integration where path = '.'),
stated as (
    select path, line, value as written, path || ' ' || value as shown, value
    from setting
    where (tool = 'node' and key = 'version') or (tool = 'asdf' and key in ('nodejs', 'node'))
    union all
    select path, line, value, path || ' ' || key || ' ' || value, value
    from setting where tool = 'npm' and key in ('engines.node', 'volta.node')
    union all
    select path, min(line), value, path || ' ' || value || ' (' || count(distinct job) || ' jobs)', value
    from (
        select s.path, s.line, s.job,
            coalesce(nullif(regexp_extract(coalesce(s.inputs, ''), '"node[-_]version":"?([^",}]+)', 1), ''),
                     case when s.kind = 'image' then nullif(regexp_extract(s.uses, '(?:^|/)node:v?(\d[^@]*)', 1), '') end) as value
        from ci_step s where s.workflow is not null
    ) as ci
    where value is not null
    group by path, value
),
-- An exact version is one major, a range from one to another.
ranges as (
    select *,
        try_cast(regexp_extract(value, '(\d+)', 1) as bigint) as low,
        case when value like '%<%' then try_cast(regexp_extract(value, '<=?\s*v?(\d+)', 1) as bigint) - case when value like '%<=%' then 0 else 1 end
             when value like '%||%' then case when regexp_matches(value, '\|\|\s*>') then 999
                                              else try_cast(regexp_extract(value, '(\d+)[^|]*$', 1) as bigint) end
             when value like '%>%' or value = '*' then 999
             else try_cast(regexp_extract(value, '(\d+)', 1) as bigint) end as high
    from stated
),
node as (
    select count(*) as places, max(low) as low, min(high) as high,
        string_agg(shown, '; ' order by shown) as shown,
        min(path) as path, arg_min(line, path || ' ' || cast(1000000000 + line as varchar)) as line
    from ranges where low is not null
),
types as (
    select d.path, d.line, d.requirement, try_cast(regexp_extract(d.requirement, '(\d+)', 1) as bigint) as major
    from dependency d where d.name = '@types/node'
),
-- A part of a tool is a package, or every package of a scope, which ends in a slash.
families as (
    select distinct n.name, f.family, f.head
    from (
        select name, name as part from dependency
        union all
        select name, split_part(name, '/', 1) || '/' from dependency where name like '@%/%'
    ) as n
    join tool_family f on f.part = n.part
),
parts as (
    select f.family, d.name = f.head as is_head, d.name, d.requirement, d.path, d.line,
        try_cast(regexp_extract(d.requirement, '(\d+)', 1) as bigint) as major
    from dependency d
    join families f on f.name = d.name
    where d.section in ('production', 'development') and regexp_matches(d.requirement, '^[\^~=v\s]*\d+')
),
-- Within one manifest: two packages of a workspace may well use two versions of React. What the others must follow
-- is the tool itself, else the most frequent version.
usual as (
    select path, family, max(major) filter (where place = 1) as major, count(*) as versions, sum(named) as parts
    from (
        select path, family, major, count(*) as named, row_number() over (
            partition by path, family order by max(case when is_head then 1 else 0 end) desc, count(*) desc, major) as place
        from parts group by path, family, major
    ) as m
    group by path, family
),
odd as (
    select p.path, p.family, string_agg(distinct p.name || ' ' || p.requirement, ', ' order by p.name || ' ' || p.requirement) as shown,
        min(p.line) as line
    from parts p
    join usual u on u.path = p.path and u.family = p.family and u.major <> p.major
    group by p.path, p.family
)
select
    r.integration,
    'Node.js'                                              as subject,
    case when n.low <= n.high then true else false end     as met,
    case when n.low <= n.high then 'one version suits all places: ' else 'no version suits all places: ' end || n.shown as reason,
    n.path,
    n.line
from root r
cross join node n
where n.places > 0
union all
select r.integration, t.path || ': types of Node.js', t.major between n.low and n.high,
    '@types/node ' || t.requirement || ' describes version ' || t.major || ', ' ||
    case when n.low > n.high then 'while others are meant: ' || n.shown when n.high = 999 then 'at least ' || n.low || ' is meant'
         else n.high || ' is meant' end,
    t.path, t.line
from root r
cross join node n
cross join types t
where n.places > 0 and t.major is not null
union all
select r.integration, u.path || ': ' || u.family, u.versions = 1,
    u.parts || ' parts of ' || u.family || ' are declared' ||
    case when u.versions = 1 then ', all of version ' || u.major
         else ', not all of version ' || u.major || ': ' || o.shown end,
    u.path,
    coalesce(o.line, (select min(p.line) from parts p where p.path = u.path and p.family = u.family))
from root r
cross join usual u
left join odd o on o.path = u.path and o.family = u.family
where u.parts > 1
