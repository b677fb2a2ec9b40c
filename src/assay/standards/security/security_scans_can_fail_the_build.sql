/*
title     = "Security scans can fail the build"
level     = "must"
why       = "A scan that is told to report only is a log that nobody reads: the secret is merged with a green tick beside it."
fix       = "Let the scan's own exit status count, and list what is accepted in its baseline or ignore file."
effort    = "setting"
reference = ["https://trivy.dev/latest/docs/configuration/others", "https://docs.npmjs.com/cli/commands/npm-audit"]
since     = "0.1"
scope     = "workspace"
*/
with seen as (
    select i.integration, s.path, s.line, s.job, s.step, s.can_fail, s.on_change, coalesce(s.inputs, '') as inputs,
        lower(coalesce(s.uses, '') || ' ' || s.step || ' ' || coalesce(s.inputs, '')) as said
    from ci_step s
    join integration i on i.path = '.'
    where s.workflow is not null and s.uses is not null and s.kind <> 'orb' and s.kind <> 'image'
    union all
    select i.integration, c.path, c.line, c.job, c.step, c.can_fail, c.on_change, '' as inputs, lower(c.command) as said
    from ci_command c
    join integration i on i.path = '.'
    where c.workflow is not null
),
-- An expression that is a column is compiled for each row, so all steps of a file are looked at together first.
files as (
    select path, string_agg(said, '
') as said
    from seen
    group by path
),
near as materialized (
    select f.path, r.name, r.pattern, r.looks_for, r.judged_by, r.never_fails_with, r.fails_only_with
    from files f
    join security_scan r on regexp_matches(f.said, '(?m)' || r.pattern)
),
scans as (
    select s.*, r.name, r.looks_for, nullif(r.judged_by, '') as judged_by,
        case
            when s.can_fail = false then 'its failure is told not to count'
            when coalesce(r.never_fails_with, '') <> '' and regexp_matches(s.said, r.never_fails_with) then 'it is told not to fail'
            when coalesce(r.fails_only_with, '') <> '' and not regexp_matches(s.said, r.fails_only_with) then 'it fails only when told to, and is not'
            when regexp_matches(lower(s.inputs), '"[a-z0-9_-]*(block|fail|enforce|strict)[a-z0-9_-]*":"?(false|0|no|off|never|none)"?[,}]')
              or regexp_matches(lower(s.inputs), '"[a-z0-9_-]*(soft[-_]?fail|no[-_]?fail|allow[-_]?fail(ure)?|warn[-_]?only|report[-_]?only|ignore[-_]?(errors|failures?)|audit[-_]?only|continue[-_]on[-_]error)[a-z0-9_-]*":"?(true|1|yes|on)"?[,}]')
              or regexp_matches(lower(s.inputs), '"exit[-_]?code":"?0"?[,}]')
                then 'it is given ' || regexp_extract(s.inputs, '("[A-Za-z0-9_-]*(?i:block|fail|enforce|strict|only|ignore|exit|continue)[A-Za-z0-9_-]*":[^,}]*)', 1)
        end as muzzle
    from seen s
    join near r on r.path = s.path and regexp_matches(s.said, r.pattern)
    -- The first that knows it names it.
    qualify row_number() over (partition by s.path, s.line, s.job, s.step, s.said order by case when r.name = 'other scan' then 1 else 0 end, r.name) = 1
),
grouped as (
    select integration, name || ' in ' || coalesce(job, path) as subject, min(path) as path, min(line) as line,
        max(looks_for) as looks_for, min(name) as name, max(coalesce(job, step)) as job, max(muzzle) as muzzle, max(judged_by) as judged_by,
        bool_or(can_fail is null) as unsure,
        bool_or(on_change) as on_change
    from scans
    group by integration, name || ' in ' || coalesce(job, path)
)
select
    integration,
    subject,
    case when muzzle is not null then false when unsure or judged_by is not null then null else true end as met,
    'looks for ' || looks_for || case
        when muzzle is not null then ', but ' || muzzle || ': what it finds is merged'
        when judged_by is not null then '; whether that stops a change is for ' || judged_by || ', which cannot be seen'
        when unsure then '; whether its failure counts is computed'
        else '; what it finds fails the pipeline' end      as reason,
    path,
    line
from grouped
union all
select i.integration, 'any scan' as subject, cast(null as boolean) as met,
    'none of the ' || n.steps || ' steps of the pipeline is a security scan that assay knows' as reason,
    n.path as path, cast(null as bigint) as line
from integration i
cross join (select count(*) as steps, min(path) as path from ci_step where workflow is not null) as n
where i.path = '.' and n.steps > 0 and not exists (select 1 from grouped)
