/*
title     = "Providers are held to what is expected of them, lately and as they run"
level     = "should"
why       = "A pact that no provider was held to proves that the consumer can talk to a mock of its own making."
fix       = "Verify the pact in the provider's pipeline and keep the result: a broker's matrix, or what pact_verifier --json writes."
effort    = "pipeline"
reference = ["Pact Broker, provider verification results (https://docs.pact.io/pact_broker/advanced_topics/provider_verification_results)", "Pact, recording deployments and releases (https://docs.pact.io/pact_broker/recording_deployments_and_releases)"]
since     = "0.1"
limits    = { max_days = 90 }
evidence  = []
*/
with pair as (
    select integration, consumer, provider, min(path) as path from pact_file
    where consumer <> '' and provider <> '' group by integration, consumer, provider
),
result as (
    select consumer, provider, provider_version, success, failures, verified_at,
        row_number() over (partition by consumer, provider order by verified_at desc nulls last, success, provider_version) as place
    from pact_verification where success is not null
),
latest as (select * from result where place = 1),
used as (
    select p.party as provider, d.version, string_agg(distinct d.runs_in, ', ' order by d.runs_in) as environments
    from deployed_version d join pact_party p on d.party = p.party or d.party = p.unit
    group by p.party, d.version
),
wanting as (
    select c.consumer, c.provider,
        string_agg(u.version || ' in ' || u.environments, ', ' order by u.version) as versions
    from pair c join used u on u.provider = c.provider
    where not exists (select 1 from result r where r.consumer = c.consumer and r.provider = c.provider
                      and r.provider_version = u.version and r.success)
    group by c.consumer, c.provider
)
select
    c.integration,
    c.consumer || ' of ' || c.provider                   as subject,
    case when l.success is null then null
         when not l.success then false
         when date_diff('day', cast(l.verified_at as date), cast($as_of as date)) > $max_days then false
         when w.versions is not null then false
         when l.verified_at is not null then true end    as met,
    case when l.success is null then 'no result of a verification was found'
         else coalesce('version ' || l.provider_version, 'a version that is not stated')
           || case when l.success then ' keeps it' else ' does not keep it' end
           || coalesce(': ' || l.failures, '')
           || case when l.verified_at is null then ', verified on a day that is not stated'
                   else ', verified ' || date_diff('day', cast(l.verified_at as date), cast($as_of as date)) || ' days ago' end
           || coalesce('; not held to it: ' || w.versions, '') end as reason,
    c.path
from pair c
left join latest l on l.consumer = c.consumer and l.provider = c.provider
left join wanting w on w.consumer = c.consumer and w.provider = c.provider
