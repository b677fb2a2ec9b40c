/*
title     = "Pacts that the provider was last seen to keep"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "Only a verified pact says anything about the provider."
formula   = "pairs of consumer and provider whose newest verification succeeded / pairs that have a pact"
reference = ["https://docs.pact.io/pact_broker/advanced_topics/provider_verification_results"]
*/
with result as (
    select consumer, provider, success,
        row_number() over (partition by consumer, provider order by verified_at desc nulls last, success) as place
    from pact_verification where success is not null
)
select f.integration,
    count(distinct case when r.success then f.consumer || ' of ' || f.provider end) as numerator,
    count(distinct f.consumer || ' of ' || f.provider) as denominator
from pact_file f
left join result r on r.consumer = f.consumer and r.provider = f.provider and r.place = 1
where f.consumer <> '' and f.provider <> ''
group by f.integration
