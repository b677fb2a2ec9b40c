/*
title     = "Somebody in particular owns each integration"
level     = "should"
why       = "What only the catch-all rule covers is reviewed by whoever is free, not by those who know the provider."
fix       = "Add a CODEOWNERS rule for the package's directory that names its team."
reference = ["GitHub Docs: About code owners"]
since     = "0.1"
evidence  = ["owner_rule"]
applies   = { layer = ["provider", "base"] }
*/
with rules as (
    select
        pattern, owners, path, line,
        '^' || replace(replace(replace(regexp_replace(pattern, '^/|/[*]{0,2}$', '', 'g'),
            '.', '[.]'), '**', '.'), '*', '[^/]*') || '(/|$)' as expression
    from owner_rule
    where pattern not in ('*', '**', '/*', '/**', '/**/*', '**/*') and owners <> '' and not regexp_matches(pattern, '[^A-Za-z0-9_@./*-]')
)
select
    i.integration,
    i.path                                                             as subject,
    case when n.rules > 0 then count(r.pattern) > 0 end                as met,
    case when n.rules = 0 then 'no owner rules were found'
         when count(r.pattern) > 0 then 'has an owner rule: ' || min(r.pattern)
         else 'no owner rule names ' || i.path || '; at most a catch-all covers it' end as reason,
    i.path
from integration i
cross join (select count(*) as rules from owner_rule) as n
left join rules r on regexp_matches(i.path, r.expression)
group by i.integration, i.path, n.rules
