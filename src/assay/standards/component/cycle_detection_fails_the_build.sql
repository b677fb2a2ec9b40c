/*
title     = "The search for import cycles fails the build"
level     = "should"
why       = "A warning about a cycle scrolls by in every build; the next one is merged beside it."
fix       = "Give CircularDependencyPlugin failOnError: true over all packages, or set import/no-cycle to error."
effort    = "setting"
reference = ["https://github.com/aackerman/circular-dependency-plugin", "https://github.com/import-js/eslint-plugin-import/blob/main/docs/rules/no-cycle.md"]
since     = "0.1"
evidence  = ["setting"]
*/
with plugins as (
    select integration, path, line, key from setting
    where tool = 'webpack' and value = 'new CircularDependencyPlugin'
),
found as (
    select p.integration, p.path, 'CircularDependencyPlugin' as detector, min(p.line) as line,
        min(case when f.value = 'true' then 1 when f.key is not null and f.value is null then null else 0 end) as fails,
        max(case when f.key is not null and f.value is null then 1 else 0 end) as computed,
        min(i.value) as only_in
    from plugins p
    left join setting f on f.path = p.path and f.key = p.key || '.failOnError'
    left join setting i on i.path = p.path and i.key = p.key || '.include'
    group by p.integration, p.path
    union all
    select integration, path, 'import/no-cycle' as detector, min(line) as line,
        min(case when value in ('error', '2') then 1 when value is null then null else 0 end),
        max(case when value is null then 1 else 0 end), cast(null as varchar)
    from setting
    where tool = 'eslint' and regexp_matches(key, 'rules\.(import|import-x)/no-cycle(\[0\])?$')
    group by integration, path
    union all
    select i.integration, c.source_path as path, 'madge' as detector, min(c.source_line) as line,
        max(case when c.can_fail and c.on_change then 1 when c.can_fail is null or c.on_change is null then null else 0 end),
        max(case when c.can_fail is null or c.on_change is null then 1 else 0 end), cast(null as varchar)
    from ci_command c
    join integration i on i.path = '.'
    where c.workflow is not null and regexp_matches(c.command, '(^|[ /])(madge .*--circular|depcruise|dependency-cruiser)( |$)')
    group by i.integration, c.source_path
)
select
    integration,
    path || ': ' || detector                               as subject,
    case when computed = 1 and coalesce(fails, 1) = 1 then null else fails = 1 end as met,
    detector || case when computed = 1 and coalesce(fails, 1) = 1 then ' is configured by what is computed'
        when fails = 1 then ' fails the build' else ' only warns' end
    || coalesce(', and looks only at what matches ' || only_in, '') as reason,
    path,
    line
from found
