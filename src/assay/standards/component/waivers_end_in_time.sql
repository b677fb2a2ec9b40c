/*
title     = "Waivers have an end that is neither past nor far"
level     = "should"
why       = "A waiver that has ended covers nothing, and what it covered counts again while everybody believes it settled. One that ends in years is never looked at again."
fix       = "Mend what it accepted and remove it, or accept it anew: `assay review waive` with another --until, `assay review revoke`."
effort    = "line"
reference = ["NIST CSF 2.0 ID.RA-07: changes and exceptions are managed, assessed for risk impact, recorded, and tracked", "https://trivy.dev/latest/docs/configuration/filtering/#trivyignoreyaml"]
since     = "0.1"
scope     = "workspace"
*/
with judged as (
    select
        about as subject,
        case when until >= cast($as_of as date) then date_diff('day', cast($as_of as date), until) <= max_days
             when until < cast($as_of as date) then false end as met,
        case when until is null then 'states no end'
             when until < cast($as_of as date)
                 then 'ended on ' || cast(until as varchar) || ', ' || date_diff('day', until, cast($as_of as date))
                      || ' days ago; ' || author || ' accepted ' || matched || ' unmet until then'
             else 'ends on ' || cast(until as varchar) || ', in ' || date_diff('day', cast($as_of as date), until)
                  || ' days, with at most ' || max_days || ' allowed' end as reason,
        path, line
    from waiver
    where state <> 'declined'
)
select subject, met, reason, path, line from judged where met is distinct from true
union all
-- Those that are as they should be are one subject, and there without any: accepting more raises no score.
select 'the other waivers', true, case when count(*) = 0 then 'there is none' else count(*) || ' in good order' end, null, null
from judged where met
