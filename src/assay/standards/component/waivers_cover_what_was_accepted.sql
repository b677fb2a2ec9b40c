/*
title     = "Waivers cover what was accepted, and no more"
level     = "should"
why       = "Who accepted two findings did not accept the third. A waiver without a count takes in whatever comes; one whose count is exceeded covers none, for nobody can tell which were meant."
fix       = "Mend what is new, or look at all of them and accept them anew: `assay review waive` counts them."
effort    = "line"
reference = ["NIST CSF 2.0 ID.RA-07: changes and exceptions are managed, assessed for risk impact, recorded, and tracked", "SARIF 2.1.0 section 3.35: a suppression is of one result"]
since     = "0.1"
scope     = "workspace"
*/
with judged as (
    select
        about as subject,
        matched <= accepted as met,
        case when accepted is null then 'does not say for how many it was given; it matches ' || matched || ' now'
             when matched <= accepted then 'was given for ' || accepted || ' and matches ' || matched
             else 'was given for ' || accepted || ' but matches ' || matched || ': it covers none of them' end as reason,
        path, line
    from waiver
    where state not in ('declined', 'ended') and matched > 0
)
select subject, met, reason, path, line from judged where met is distinct from true
union all
-- Those that are as they should be are one subject, and there without any: accepting more raises no score.
select 'the other waivers', true, case when count(*) = 0 then 'there is none' else count(*) || ' in good order' end, null, null
from judged where met
