/*
title     = "Each code owner rule covers something"
level     = "should"
scope     = "workspace"
why       = "A rule for a path that has moved protects nothing: its owners are no longer asked to review."
fix       = "Point the rule at where the code lives now, or delete it."
effort    = "line"
reference = ["https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax"]
since     = "0.1"
evidence  = ["owner_rule"]
*/
select
    integration,
    'rule for ' || pattern                                 as subject,
    covers                                                 as met,
    case when covers then 'covers files'
         when covers is null then 'covers nothing that is read; what it names may be left out of reading'
         else 'covers no file: nothing stands at ' || pattern end as reason,
    path,
    line
from owner_reach
