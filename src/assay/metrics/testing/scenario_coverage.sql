/*
title     = "Required scenarios that pass"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "What was not played through with a shop is not known to work when it happens to a shopper."
formula   = "required cells (family, scenario) that passed in the newest trial that had them / required cells of the families that were tried"
reference = ["https://docs.stripe.com/testing"]
*/
with newest as (
    select integration, shop, provider, family, scenario, outcome, row_number() over (
        partition by integration, shop, provider, family, scenario order by started_at desc, path, entry
    ) as place
    from scenario
),
tried as (select distinct integration, shop, provider, family from scenario)
select
    t.integration,
    count(case when n.outcome = 'passed' then 1 end)       as numerator,
    count(*)                                               as denominator
from tried t
join scenario_cell c on c.family = t.family and c.required = 'true'
left join newest n on n.integration is not distinct from t.integration and n.shop = t.shop and n.provider = t.provider
    and n.family = c.family and n.scenario = c.scenario and n.place = 1
group by t.integration
