/*
title     = "Packages keep the lint rules of the workspace"
level     = "should"
why       = "Each rule that a package switches off is a kind of defect that nobody looks for there any longer, floating promises and tests without a real assertion among them."
fix       = "Switch the rules on again one at a time, and except single lines, with the reason, where it must be."
effort    = "local"
reference = ["https://eslint.org/docs/latest/use/configure/rules", "https://typescript-eslint.io/rules/no-floating-promises/"]
since     = "0.1"
evidence  = ["setting"]
limits    = { max_off = 10 }
*/
with tests as (
    -- What is said of tests alone leaves the product as it was.
    select path, regexp_extract(key, '^(.*)files$', 1) as place
    from setting
    where tool = 'eslint' and regexp_matches(key, '(^|[.\]])files$')
      and regexp_matches(value, '[a-z]')
      and not regexp_matches(
          regexp_replace(value, '"?[^"]*(^|[^a-z])(tests?|specs?|mocks?|e2e|cypress|stories)([^a-z]|$)[^"]*"?', '', 'g'),
          '[a-z*]')
),
rules as (
    select s.integration, s.path, s.line,
        regexp_extract(s.key, 'rules\.(.+?)(?:\[0\])?$', 1) as rule
    from setting s
    where s.tool = 'eslint' and s.value in ('off', '0') and regexp_matches(s.key, '(^|[.\]])rules\.[^\[]+(\[0\])?$')
      and not exists (
          select 1 from tests t where t.path = s.path and starts_with(s.key, t.place || 'rules.'))
),
files as (
    -- Those that build on another configuration of the workspace.
    select distinct s.integration, s.path
    from setting s
    join config_link l on l.path = s.path and l.relation = 'extends' and l.to_path is not null
    where s.tool = 'eslint'
),
ranked as (
    select *,
        row_number() over (partition by path order by
            case when regexp_matches(rule, 'no-floating-promises|no-misused-promises|await-thenable|valid-expect|no-focused-tests|exhaustive-deps|no-unresolved|no-unsafe') then 0 else 1 end, rule) as place
    from (select integration, path, rule, min(line) as line from rules group by integration, path, rule) as each_rule
)
select
    f.integration,
    f.path                                                 as subject,
    count(r.rule) <= $max_off                              as met,
    case when count(r.rule) = 0 then 'switches no rule off'
         else 'switches ' || count(r.rule) || case when count(r.rule) = 1 then ' rule off: ' else ' rules off: ' end
              || string_agg(r.rule, ', ' order by r.place) filter (where r.place <= 4)
              || case when count(r.rule) > 4 then '…' else '' end end as reason,
    f.path,
    min(r.line)                                            as line
from files f
left join ranked r on r.path = f.path
group by f.integration, f.path
