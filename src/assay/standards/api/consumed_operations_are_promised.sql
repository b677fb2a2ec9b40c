/*
title     = "Operations that a unit calls are promised to it"
level     = "may"
why       = "Where some calls to a provider are under contract and others are not, its owners believe that nobody uses the rest."
fix       = "Write an interaction for the operation into the consumer's contract tests."
effort    = "local"
reference = ["Pact docs, how Pact works (https://docs.pact.io/getting_started/how_pact_works)"]
since     = "0.1"
evidence  = []
*/
-- Of providers that are under contract with somebody at all; what a provider records of itself is no consumer's call.
with provider as (
    select distinct p.party, p.api, p.unit from pact_party p join pact_interaction i on i.provider = p.party
    where p.api is not null and p.unit is not null
),
promised as (
    select distinct c.unit as consumer, a.api, a.operation
    from pact_agreement a join pact_party c on c.party = a.consumer
    where a.against = 'description' and a.operation is not null
),
unread as (
    select c.unit as consumer, i.provider, count(*) as interactions
    from pact_interaction i join pact_party c on c.party = i.consumer
    where i."left" is not null group by c.unit, i.provider
)
select
    m.integration,
    m.api || ' ' || m.operation                          as subject,
    case when max(x.operation) is not null then true when max(u.interactions) is null then false end as met,
    case when max(x.operation) is not null then 'is called, and a pact expects it'
         else 'is called ' || case when count(distinct (m.path, m.entry)) = 1 then 'once' else count(distinct (m.path, m.entry)) || ' times' end
           || case when max(u.interactions) is null then ', and no pact of ' || m.integration || ' expects it'
                   else ', and what its pact says for a plugin may expect it' end end as reason,
    min(m.path)                                          as path,
    arg_min(m.line, m.path || '#' || right('00000' || m.entry, 6)) as line,
    min(m.origin)                                        as origin
from api_match m
join provider p on p.api = m.api and p.unit <> m.integration
left join promised x on x.consumer = m.integration and x.api = m.api and x.operation = m.operation
left join unread u on u.consumer = m.integration and u.provider = p.party
where m.operation is not null
group by m.integration, m.api, m.operation
