/*
title     = "A provider does not import another provider"
level     = "must"
why       = "When one provider's package builds on another's, an outage or a change of the one breaks the other."
fix       = "Move what both need into a base package."
effort    = "design"
reference = ["https://github.com/sverweij/dependency-cruiser/blob/main/doc/rules-reference.md#group-matching---an-example-matching-peer-folders"]
since     = "0.1"
applies   = { layer = ["provider"] }
*/
select
    e.integration,
    t.integration                                          as subject,
    tu.layer <> 'provider'                                 as met,
    case when tu.layer = 'provider' then 'imports ' || tu.integration || ', another provider, in ' || count(*) || case when count(*) = 1 then ' place' else ' places' end
         else 'builds on ' || tu.integration || ', which is ' || tu.layer end as reason,
    min(e.path)                                            as path,
    arg_min(e.line, e.path || ' ' || cast(1000000000 + e.line as varchar))                                as line
from import_edge e
join source_file t on t.path = e.to_path
join integration tu on tu.integration = t.integration
where t.integration <> e.integration and not e.is_test and e.kind <> 'resolve'
group by e.integration, t.integration, tu.integration, tu.layer
