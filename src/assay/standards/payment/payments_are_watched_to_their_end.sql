/*
title     = "Payments are watched to their end"
level     = "should"
why       = "Who sees a payment begin and never hears of its end knows neither what was taken nor what was lost."
fix       = "Keep the provider's events, or export them, and declare them in assay.toml as [[export]]: captures, refunds and disputes too, not only the answer to the first call."
effort    = "record"
reference = ["https://docs.adyen.com/development-resources/webhooks", "https://docs.stripe.com/webhooks"]
since     = "0.1"
applies   = { kind = ["payment"], layer = ["provider"] }
evidence  = []
limits    = { after_days = 14, least_share = 0.9 }
*/
with counted as (
    select s.integration, s.provider, s.environment, min(s.path) as path,
        count(case when s.happened_at < $as_of - $after_days * interval 1 day then 1 end) as payments,
        count(case when s.happened_at < $as_of - $after_days * interval 1 day
            and (k.holds_money = 'true' or k.terminal = 'true') then 1 end) as ended,
        count(case when s.happened_at < $as_of - $after_days * interval 1 day and s.state is not null then 1 end) as explained
    from payment_step s
    left join payment_state k on k.state = s.state
    where s.is_last
    group by s.integration, s.provider, s.environment
)
select
    i.integration,
    coalesce(c.provider || coalesce(' in ' || c.environment, ''), i.provider, i.integration) as subject,
    case when c.explained > 0 then c.ended >= $least_share * c.payments end as met,
    case when c.payments is null then 'nothing tells what comes of its payments; declare the provider''s events as [[export]]'
         when c.explained = 0 then 'nothing explains the states of its ' || c.payments || ' payments'
         else 'of ' || c.payments || case when c.payments = 1 then ' payment' else ' payments' end
            || ' last heard of more than ' || $after_days || ' days ago, the end of ' || c.ended || ' is known' end as reason,
    coalesce(c.path, i.path)                               as path
from integration i
left join counted c on c.integration = i.integration
where c.payments is null or c.payments > 0
