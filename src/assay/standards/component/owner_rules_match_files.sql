/*
title     = "Each code owner rule matches something"
level     = "should"
scope     = "workspace"
why       = "A rule for a path that has moved protects nothing: its owners are no longer asked to review."
fix       = "Point the rule at where the code lives now, or delete it."
reference = ["GitHub Docs: About code owners"]
since     = "0.1"
evidence  = ["owner_rule", "source_file"]
*/
with named as (
    select integration, path, line, position, pattern, owners, regexp_replace(pattern, '^/|/$', '', 'g') as place
    from owner_rule
    where pattern like '/%' and pattern not like '%*%' and pattern not like '%?%'
),
known as (
    select path from source_file
    union
    select path from manifest
    union
    select path from integration where path <> '.'
),
found as (
    select n.position, count(*) as files
    from named n
    join known k on k.path = n.place or left(k.path, length(n.place) + 1) = n.place || '/'
    group by n.position
)
select
    n.integration,
    'rule for ' || n.pattern                                              as subject,
    case when max(f.files) > 0 then true
         when regexp_matches(n.place, '\.(ts|tsx|mts|cts|js|jsx|mjs|cjs)$') then false end as met,
    case when max(f.files) > 0 then 'matches files'
         when regexp_matches(n.place, '\.(ts|tsx|mts|cts|js|jsx|mjs|cjs)$') then 'no file stands at ' || n.place
         else 'no source file or package stands at ' || n.place || '; other files may' end as reason,
    n.path,
    min(n.line)                                                           as line
from named n
left join found f on f.position = n.position
group by n.integration, n.path, n.pattern, n.place
