/*
title     = "The size of bundles has a budget that holds"
level     = "should"
why       = "Every kilobyte delays the moment at which a shopper can pay; a bundle grows with each change unless something says stop."
fix       = "Set performance.hints = 'error' with limits in webpack, or run size-limit in a job of every change."
effort    = "setting"
reference = ["https://webpack.js.org/configuration/performance/", "https://github.com/ai/size-limit"]
since     = "0.1"
evidence  = ["setting"]
*/
with bundlers as (
    select integration, path, tool, min(line) as line
    from setting s
    where tool in ('webpack', 'vite')
      and (tool = 'webpack' or key like 'build.%' or key like '%.build.%' or key like 'plugins%')
      and not exists (select 1 from config_link l where l.to_path = s.path and l.relation = 'extends')
      and (key = 'entry' or key like '%entry%' or key like '%output%' or tool = 'vite')
    group by integration, path, tool
),
hints as (
    select b.path, count(*) filter (where s.value = 'error') as errors, count(*) filter (where s.value is distinct from 'error') as others,
        min(coalesce(s.value, 'computed')) filter (where s.value is distinct from 'error') as other,
        min(case when s.path = b.path then s.line end) as line
    from bundlers b
    join config_link l on l.path = b.path and l.relation in ('self', 'extends')
    join setting s on s.path = l.to_path and regexp_matches(s.key, '(^|\.)performance(\.hints)?$')
    group by b.path
),
budgets as (
    select integration, path, tool, min(line) as line, count(*) filter (where key like '%limit' or key like '%maxSize') as limits
    from setting
    where tool in ('size-limit', 'bundlesize', 'bundlewatch')
    group by integration, path, tool
),
runs as (
    select b.tool, bool_or(c.on_change and c.can_fail) as sure, bool_or(c.on_change is not false and c.can_fail is not false) as perhaps
    from (select distinct tool from budgets) as b
    join (
        select command, on_change, can_fail from ci_command where workflow is not null
        union all
        select uses, on_change, can_fail from ci_step where workflow is not null and kind = 'action'
    ) as c on regexp_matches(c.command, '(^|[ /])' || b.tool || '( |$|-action|@)')
    group by b.tool
),
held as (select bool_or(sure) as sure, min(case when sure then tool end) as tool from runs)
select
    b.integration,
    b.path || ': ' || b.tool                               as subject,
    case when h.errors > 0 and h.others = 0 then true
         when coalesce(k.sure, false) then true
         when h.other = 'computed' then null
         when exists (select 1 from config_link l where l.path = b.path and l.relation = 'extends' and l.to_path is null
                      and b.tool = 'vite') then null
         else false end                                    as met,
    case when h.errors > 0 and h.others = 0 then 'the build fails when a bundle is too large'
         when coalesce(k.sure, false) then k.tool || ' fails the pipeline when a bundle is too large'
         when h.other is not null then 'performance.hints is ' || h.other || ': a bundle may be of any size'
         when b.tool = 'vite' then 'Vite only warns of large chunks, and no budget is kept in the pipeline'
         else 'performance is not set: webpack only warns of bundles over 250 kB, and no budget is kept in the pipeline' end as reason,
    b.path,
    coalesce(h.line, b.line)                               as line
from bundlers b
left join hints h on h.path = b.path
cross join held k
union all
select
    b.integration,
    b.path || ': ' || b.tool                               as subject,
    case when r.sure then true when r.perhaps then null else false end as met,
    'states ' || b.limits || ' limits; ' || case when r.sure then 'the pipeline holds them on every change'
        when r.perhaps then 'whether the pipeline holds them on every change cannot be told'
        else 'no job runs ' || b.tool || ' on changes' end as reason,
    b.path,
    b.line
from budgets b
left join runs r on r.tool = b.tool
