/*
title     = "What consumers expect is what the provider describes"
level     = "should"
why       = "An expectation that the provider never described holds by chance: its next release may break the checkout, and will be in its right."
fix       = "Bring the two together: describe what the consumer needs, or have the consumer need only what is described."
effort    = "design"
reference = ["Bi-directional contract testing (https://docs.pactflow.io/docs/bi-directional-contract-testing)", "OpenAPI 3.1 section 4.8.10"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    consumer || ' of ' || provider || ': ' || interaction as subject,
    agrees                                               as met,
    case when agrees then operation || ' is described so'
         when operation is null then message
         else operation || ': ' || message end           as reason,
    path, pointer, origin
from pact_agreement
where against = 'description' and kind is distinct from 'undescribed'
union all
-- What nobody described is said once, and only of those who could describe it here.
select
    a.integration,
    a.consumer || ' of ' || a.provider                   as subject,
    null                                                 as met,
    min(a.message)                                       as reason,
    min(a.path)                                          as path,
    null                                                 as pointer,
    min(a.origin)                                        as origin
from pact_agreement a
join pact_party p on p.party = a.provider
where a.against = 'description' and a.kind = 'undescribed' and p.unit is not null
group by a.integration, a.consumer, a.provider
