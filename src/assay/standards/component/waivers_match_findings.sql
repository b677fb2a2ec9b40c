/*
title     = "Waivers match what is unmet"
level     = "may"
why       = "A waiver that matches nothing hides what comes next: the same finding may come back unseen, accepted by somebody who knew another one."
fix       = "Remove it with `assay review revoke`, or correct its standard, integration or subject."
effort    = "line"
reference = ["https://eslint.org/docs/latest/use/command-line-interface#--report-unused-disable-directives", "NIST CSF 2.0 ID.RA-07: changes and exceptions are managed, assessed for risk impact, recorded, and tracked"]
since     = "0.1"
scope     = "workspace"
*/
with judged as (
    select
        about as subject,
        case when matched > 0 then true when judged and unjudged = 0 then false end as met,
        case when matched > 0 then 'matches ' || matched || ' unmet'
             when not judged then 'its standard was not judged'
             when unjudged > 0 then unjudged || ' that it may match are unknown'
             else 'matches nothing unmet' end as reason,
        path, line
    from waiver
    where state not in ('declined', 'ended')
)
select subject, met, reason, path, line from judged where met is distinct from true
union all
-- Those that are as they should be are one subject, and there without any: accepting more raises no score.
select 'the other waivers', true, case when count(*) = 0 then 'there is none' else count(*) || ' in good order' end, null, null
from judged where met
