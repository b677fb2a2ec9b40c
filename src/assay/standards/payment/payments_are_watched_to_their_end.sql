/*
title     = "Payments are watched to their end"
level     = "should"
why       = "Who sees a payment begin and never hears of its end knows neither what was taken nor what was lost."
fix       = "Keep the provider's events, or export them, and declare them in assay.toml as [[export]]: captures, refunds and disputes too, not only the answer to the first call."
effort    = "record"
reference = ["https://docs.adyen.com/development-resources/webhooks", "https://docs.stripe.com/webhooks"]
since     = "0.1"
applies   = { kind = ["payment"] }
evidence  = ["payment_event"]
limits    = { after_days = 14, least_share = 0.9 }
*/
with counted as (
    select s.integration, s.provider, s.environment, count(*) as payments, min(s.path) as path,
        count(case when k.holds_money = 'true' or k.terminal = 'true' then 1 end) as ended,
        count(case when s.state is not null then 1 end) as explained
    from payment_step s
    left join payment_state k on k.state = s.state
    where s.is_last and s.happened_at < $as_of - $after_days * interval 1 day
    group by s.integration, s.provider, s.environment
)
select
    integration,
    provider || coalesce(' in ' || environment, '')        as subject,
    case when explained > 0 then ended >= $least_share * payments end as met,
    case when explained = 0 then 'nothing explains the states of its ' || payments || ' payments'
         else 'of ' || payments || ' payments last heard of more than ' || $after_days || ' days ago, the end of ' || ended || ' is known' end as reason,
    path
from counted
