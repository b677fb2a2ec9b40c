/*
title     = "Switched-off warnings say why"
level     = "should"
why       = "Without a reason nobody can tell whether a suppressed warning is a false alarm or a fault that was silenced."
fix       = "Mend what the warning is about, or write the reason after -- in the comment, or in a comment on the line above."
reference = ["eslint-plugin-eslint-comments: require-description"]
since     = "0.1"
*/
select
    integration,
    path || ': ' || tool || ' ' || coalesce(rule, 'all rules')               as subject,
    count(*) = count(reason)                                                 as met,
    case when count(*) = count(reason) then 'gives its reason'
         else tool || ' ' || coalesce(rule, 'all rules') || ' is switched off without a reason'
              || case when count(*) - count(reason) > 1
                      then ' ' || (count(*) - count(reason)) || ' times' else '' end end as reason,
    path,
    coalesce(min(case when reason is null then line end), min(line))         as line
from suppression
where not is_test and tool <> 'prettier'
group by integration, path, tool, rule
