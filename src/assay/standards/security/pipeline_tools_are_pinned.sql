/*
title     = "What a pipeline runs is pinned"
level     = "should"
why       = "A pipeline holds the keys to production: whoever moves a tag, a branch or a script it downloads runs code with them."
fix       = "Name actions and images by digest, orbs and packages by exact version; download, compare a checksum, then run."
effort    = "line"
reference = ["https://github.com/ossf/scorecard/blob/main/docs/checks.md#pinned-dependencies", "https://circleci.com/docs/orbs-faq/"]
since     = "0.1"
*/
with used as (
    select integration, path, line, workflow, job, pin, kind,
        case when kind in ('command', 'job', 'orb') or (provider = 'circleci' and kind = 'image' and step like '%/%') then 'orb'
             else kind end as family,
        case when uses like '%@%' then regexp_extract(uses, '^(.*?)@[^@]*$', 1)
             else regexp_replace(uses, ':[^:/]*$', '', 'g') end as name,
        uses
    from ci_step
    where uses is not null and pin is not null
),
judged as (
    -- An orb's published version cannot be replaced; a tag of an action or image can.
    select *, pin in ('digest', 'local') or (pin = 'version' and family in ('orb', 'include')) as fixed
    from used
),
-- An orb is opened where it is named once for all, the others where they are used first.
places as (
    select integration, family, name, path,
        coalesce(min(line) filter (where kind = 'orb'), min(line)) as line
    from judged
    group by integration, family, name, path
),
tools as (
    select integration, family || ' ' || name as subject,
        min(case when fixed then 1 else 0 end) = 1 as met,
        case when min(case when fixed then 1 else 0 end) = 1 then family || ' ' || name || ' is pinned'
             else family || ' ' || min(case when not fixed then uses end)
                  || case max(case when not fixed then pin end) when 'version' then ' is a tag, which can be moved'
                       when 'range' then ' follows every release of that version' else ' follows whatever is published' end end
        || '; in ' || count(distinct job) filter (where job is not null)
        || case when count(distinct job) filter (where job is not null) = 1 then ' job' else ' jobs' end as reason,
        min(path) as path,
        (select arg_min(p.line, p.path || ' ' || cast(1000000000 + p.line as varchar)) from places p
         where p.integration = judged.integration and p.family = judged.family and p.name = judged.name) as line
    from judged
    group by integration, family, name
),
-- A script fetched and run in one breath.
downloads as (
    select s.integration, 'script ' || regexp_extract(s.command, '(https?://[^\s''"|)]+)', 1) as subject,
        false as met,
        'runs whatever ' || regexp_extract(s.command, '(https?://[^\s''"|)]+)', 1) || ' answers at that moment, in job '
        || string_agg(distinct s.job, ', ' order by s.job) as reason,
        min(s.path) as path, min(s.line) as line
    from ci_step s
    where regexp_matches(coalesce(s.command, ''), '(curl|wget)[^\n|;&]*https?://[^\n|;&]*\|\s*(sudo\s+(-\S+\s+)*)?(ba|z|da|k)?sh\b'
        || '|(ba|z|da|k)?sh\s+(-c\s+)?["'']?(<\(|\$\()\s*(curl|wget)[^\n]*https?://'
        || '|(curl|wget)[^\n|;&]*https?://[^\n|;&]*\|\s*(sudo\s+)?(python3?|node|perl|ruby)\b')
    group by s.integration, regexp_extract(s.command, '(https?://[^\s''"|)]+)', 1)
),
-- npx downloads what the workspace does not declare; scripts that every install runs count as well.
commands as (
    select i.integration, c.source_path as path, c.source_line as line, c.command
    from ci_command c
    join integration i on i.path = '.'
    union
    select integration, path, line, command
    from package_script
    where name in ('preinstall', 'install', 'postinstall', 'prepare')
),
asked as (
    select integration, path, line, command,
        regexp_extract(command, '(?:^|[\s;&|])(?:npx|pnpm dlx|yarn dlx|bunx)\s+(?:(?:-y|--yes|-q|--quiet)\s+)*((?:@[\w.-]+/)?[\w.-]+(?:@[\w.^~-]+)?)(?:\s|$)', 1) as package
    from commands
),
fetched as (
    select integration, path, line, package,
        case when strpos(substring(package, 2), '@') > 0 then regexp_extract(package, '^(.+)@[^@]+$', 1) else package end as name
    from asked
    where package <> ''
),
packages as (
    select f.integration, 'npx ' || f.name as subject,
        min(case when regexp_matches(f.package, '.@v?\d+\.\d+\.\d+') then 1 else 0 end) = 1 as met,
        case when min(case when regexp_matches(f.package, '.@v?\d+\.\d+\.\d+') then 1 else 0 end) = 1 then 'npx ' || f.name || ' names an exact version'
             else 'npx ' || f.name || ' runs whatever version is published: no manifest or lock file names it' end as reason,
        min(f.path) as path, min(f.line) as line
    from fetched f
    where not exists (select 1 from dependency d where d.name = f.name)
      and not exists (select 1 from locked_dependency l where l.name = f.name)
      -- The command may be that of a declared package of another name.
      and not exists (select 1 from dependency d where d.name like '%/' || f.name or d.name like '@' || f.name || '/%' or (f.name = 'tsc' and d.name = 'typescript')
                      or d.name = f.name || '-cli' or d.name in ('@' || f.name || '/cli', '@' || f.name || 's/cli'))
    group by f.integration, f.name
)
select integration, subject, met, reason, path, line from tools
union all
select integration, subject, met, reason, path, line from downloads
union all
select integration, subject, met, reason, path, line from packages
