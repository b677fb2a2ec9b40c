/*
title     = "Switched-off warnings say why"
level     = "should"
why       = "Without a reason nobody can tell whether a suppressed warning is a false alarm or a fault that was silenced."
fix       = "Mend what the warning is about, or write the reason after -- in the comment (behind the directive for TypeScript and coverage, behind a second # in Python), or in a comment on the line above."
effort    = "line"
reference = ["https://eslint-community.github.io/eslint-plugin-eslint-comments/rules/require-description.html", "https://typescript-eslint.io/rules/ban-ts-comment"]
since     = "0.1"
evidence  = ["suppression"]
*/
with told as (
    select
        s.integration, s.path, s.tool, s.rule, s.reason, s.line,
        case when s.tool = 'typescript' then '@' || coalesce(s.rule, 'ts-ignore')
             when s.tool = 'istanbul' then 'coverage (ignore ' || coalesce(s.rule, 'next') || ')'
             else s.tool || ' ' || coalesce(s.rule, 'all rules') end as what
    from suppression s
    where not s.is_test and s.tool not in ('prettier', 'black', 'isort')
      -- How long a line may be is a matter of layout; that an __init__.py passes on what it imports needs no reason.
      and coalesce(s.rule, '') not in ('E501', 'W505', 'C0301', 'line-too-long')
      and not (regexp_matches(coalesce(s.rule, ''), '^F40[13](,F40[13])*$') and s.path like '%/__init__.py')
      and not exists (select 1 from source_file g where g.path = s.path and g.is_generated)
)
select
    integration,
    path || ': ' || tool || ' ' || coalesce(rule, 'all rules')               as subject,
    count(*) = count(reason)                                                 as met,
    case when count(*) = count(reason) then 'a comment gives the reason why ' || min(what) || ' is switched off'
         else min(what) || ' is switched off without a reason'
              || case when count(*) > 1 then ', ' || (count(*) - count(reason)) || ' of ' || count(*) || ' times' else '' end end as reason,
    path,
    coalesce(min(case when reason is null then line end), min(line))         as line
from told
group by integration, path, tool, rule
