/*
title     = "Every integration has an owner"
level     = "should"
why       = "When it fails at night, somebody must know whose it is."
fix       = "Add a line for the package to CODEOWNERS."
reference = ["https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners"]
since     = "0.1"
*/
select
    integration,
    integration                                            as subject,
    case when exists (select 1 from owner_rule) then owner is not null and owner <> '' end as met,
    case when not exists (select 1 from owner_rule) then 'there is no CODEOWNERS file'
         when owner is not null and owner <> '' then 'is owned by ' || owner else 'no rule of CODEOWNERS names an owner' end as reason,
    path
from integration
where path <> '.'
