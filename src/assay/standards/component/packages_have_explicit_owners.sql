/*
title     = "Somebody in particular owns each integration"
level     = "should"
why       = "What only the catch-all rule covers is reviewed by whoever is free, not by those who know the provider."
fix       = "Add a CODEOWNERS rule for the package's directory that names its team, below the catch-all: the last rule that matches decides."
effort    = "line"
reference = ["https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax"]
since     = "0.1"
evidence  = ["owner_rule"]
applies   = { layer = ["provider", "base"] }
*/
select
    i.integration,
    i.path                                                 as subject,
    case when n.rules > 0 then coalesce(i.owner is not null and regexp_matches(i.owner_pattern, '[A-Za-z0-9]'), false) end as met,
    case when n.rules = 0 then 'no owner rules were found'
         when i.owner_pattern is null then 'no owner rule covers ' || i.path
         when i.owner is null then 'the rule for ' || i.owner_pattern || ', which decides, names no owner'
         when regexp_matches(i.owner_pattern, '[A-Za-z0-9]') then 'is owned by ' || i.owner || ', by the rule for ' || i.owner_pattern
         else 'is owned by ' || i.owner || ' by the catch-all rule only' end as reason,
    i.path
from integration i
cross join (select count(*) as rules from owner_rule) as n
where i.path <> '.'
