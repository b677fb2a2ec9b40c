/*
title     = "Workflows state what their token may do, and it is little"
level     = "should"
why       = "Every action of a workflow holds its token: what it may write, a hijacked action writes."
fix       = "State permissions: contents: read for the workflow and grant each job what it needs beyond that."
effort    = "setting"
reference = ["https://github.com/ossf/scorecard/blob/main/docs/checks.md#token-permissions", "https://docs.github.com/en/actions/using-workflows/workflow-syntax-for-github-actions#permissions"]
since     = "0.1"
evidence  = ["ci_step"]
*/
with workflows as (
    select integration, path, count(distinct job) as jobs from ci_step
    where provider = 'github' and workflow is not null
    group by integration, path
),
granted as (
    select path, key, value, line,
        key = 'permissions' or key like 'permissions.%' as whole,
        regexp_extract(key, '^jobs\.(.*)\.permissions(?:\.|$)', 1) as job
    from setting where tool = 'github'
),
counted as (
    select w.integration, w.path, w.jobs,
        count(g.key) filter (where g.whole) as stated,
        count(distinct g.job) filter (where not g.whole) as own,
        string_agg(distinct replace(g.key, 'permissions.', '') || ': ' || g.value, ', '
            order by replace(g.key, 'permissions.', '') || ': ' || g.value) filter (where g.whole and (g.value = 'write-all' or g.value = 'write' and regexp_matches(g.key, '\.(contents|packages|actions|deployments|security-events|checks|statuses)$'))) as written,
        string_agg(distinct g.job, ', ' order by g.job) filter (where not g.whole and g.value = 'write-all') as everything,
        min(g.line) filter (where g.value in ('write', 'write-all')) as line
    from workflows w
    left join granted g on g.path = w.path
    group by w.integration, w.path, w.jobs
)
select
    integration,
    path                                                   as subject,
    case when written is not null or everything is not null then false else stated > 0 or own >= jobs end as met,
    case when written is not null then 'every job may write (' || written || ')'
         when everything is not null then 'the token of ' || everything || ' may write everything'
         when stated > 0 then 'what it states for all jobs lets none write contents, packages or deployments'
         when own >= jobs then 'each job states its permissions'
         else 'states no permissions for ' || (jobs - own) || ' of its ' || jobs || ' jobs: their tokens may do what the repository''s default allows' end as reason,
    path,
    line
from counted
