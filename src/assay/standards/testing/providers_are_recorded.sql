/*
title     = "Every provider has a recorded flow"
level     = "should"
why       = "A provider whose flow was never recorded is only ever tested against what its authors believe of it."
fix       = "Record one paying flow end to end in the provider's sandbox and replay it in CI."
effort    = "record"
reference = ["https://playwright.dev/docs/mock#mocking-with-har-files"]
since     = "0.1"
applies   = { layer = ["provider"] }
evidence  = ["recording"]
*/
select
    i.integration,
    i.integration                                          as subject,
    case when count(r.name) = 0 and not exists (
             select 1 from collection c where c.integration = i.integration and c.outcome = 'read') then null
         else count(r.name) > 0 end                        as met,
    case when count(r.name) > 0 then count(r.name) || case when count(r.name) = 1 then ' recording' else ' recordings' end else 'no recording of its traffic is in the repository' end as reason,
    i.path
from integration i
left join recording r on r.integration = i.integration
where i.layer = 'provider'
group by i.integration, i.path
