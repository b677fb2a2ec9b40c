/*
title     = "Waivers are approved by an owner"
level     = "should"
why       = "Who owns an integration answers for its faults: what somebody else accepted on the owner's behalf is accepted by nobody. What was declined is not settled either."
fix       = "Ask an owner to approve it (`assay review approve`), or remove it (`assay review revoke`) and mend what it was for."
effort    = "line"
reference = ["ISO/IEC 27001:2022 6.1.3 f): risk owners' acceptance of the residual risks", "https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners"]
since     = "0.1"
scope     = "workspace"
*/
with judged as (
    select
        about as subject,
        case when state = 'declined' then false when state <> 'waits for approval' and approved_by is not null then true end as met,
        case when state = 'declined' then 'was declined by ' || declined_by || coalesce(': ' || declined_reason, '')
             when state = 'waits for approval' then 'waits for approval by ' || coalesce(waits_for, 'somebody: nobody owns what it is about')
             when approved_by is null then 'nobody has approved it'
             else 'approved by ' || approved_by end as reason,
        path, line
    from waiver
    where (needs_approval and matched > 0 and state <> 'ended') or state = 'declined'
)
select subject, met, reason, path, line from judged where met is distinct from true
union all
-- Those that are as they should be are one subject, and there without any: accepting more raises no score.
select 'the other waivers', true, case when count(*) = 0 then 'there is none' else count(*) || ' in good order' end, null, null
from judged where met
