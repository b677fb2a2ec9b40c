/*
title     = "Declines, failures and abandoned payments are exercised with every provider"
level     = "should"
why       = "The good path is tried by everybody every day. How a shop takes a decline, a lost answer or a shopper who went away shows first in production, if nobody tries it."
fix       = "Play those scenarios, too: let a simulated provider (assay simulate) fail where a sandbox cannot be made to, and declare the steps of the shop that they take."
effort    = "setting"
reference = ["https://docs.stripe.com/testing", "https://docs.adyen.com/development-resources/testing/"]
since     = "0.1"
evidence  = []
*/
with kinds as (
    select 'decline' as kind, 'a decline' as told
    union all select 'fault', 'a failure of the provider'
    union all select 'cancel', 'a payment that is given up'
),
wanted as (
    -- What the families that were tried can be tried with.
    select distinct s.integration, s.shop, s.provider, k.kind, k.told
    from scenario s
    join scenario_cell c on c.family = s.family
    join scenario_kind t on t.scenario = c.scenario
    join kinds k on k.kind = t.kind
),
seen as (
    select s.integration, s.shop, s.provider, t.kind,
        count(*) as asked,
        count(case when s.outcome <> 'not_exercised' then 1 end) as exercised,
        min(case when s.outcome = 'not_exercised' then s.reason end) as obstacle,
        min(s.path) as path,
        min(s.line) as line
    from scenario s
    join scenario_kind t on t.scenario = s.scenario
    group by s.integration, s.shop, s.provider, t.kind
)
select
    w.integration,
    w.shop || ' ' || w.provider || ': ' || w.told          as subject,
    case when s.asked > 0 then s.exercised > 0 end         as met,
    case when s.asked is null then 'no scenario of the kind was part of the trial'
         when s.exercised = 0 then 'none of ' || s.asked || ' scenarios was exercised: ' || s.obstacle
         else s.exercised || ' of ' || s.asked || ' scenarios were exercised' end as reason,
    s.path,
    s.line
from wanted w
left join seen s on s.integration is not distinct from w.integration and s.shop = w.shop and s.provider = w.provider
    and s.kind = w.kind
