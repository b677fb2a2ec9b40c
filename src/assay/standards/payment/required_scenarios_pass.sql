/*
title     = "A shop passes every scenario that its methods require"
level     = "must"
why       = "Money is lost where nobody looked: an answer that never came, a shopper who went away, a notification that came twice. What was not played through is not known to work."
fix       = "Let the shop do as the reason expects, then play the scenario again: assay test payments --only FAMILY/SCENARIO."
effort    = "design"
reference = ["https://docs.stripe.com/testing", "https://docs.stripe.com/error-low-level", "https://docs.stripe.com/webhooks"]
since     = "0.1"
evidence  = []
*/
with tried as (
    select s.*, row_number() over (
        partition by s.integration, s.shop, s.provider, s.family, s.scenario order by s.started_at desc, s.path, s.entry
    ) as newest
    from scenario s
    join scenario_cell c on c.family = s.family and c.scenario = s.scenario
    where c.required = 'true'
)
select
    integration,
    shop || ' ' || provider || ': ' || family || '/' || scenario as subject,
    case outcome when 'passed' then true when 'failed' then false end as met,
    case when outcome = 'not_exercised' then 'it was not exercised: ' || reason else reason end as reason,
    path,
    line
from tried
where newest = 1
