/*
title     = "Payments keep to their lifecycle"
level     = "must"
why       = "A capture after a void, or a payment that comes back after it was declined, takes money that was given up, or shows an order as paid that is not."
fix       = "Change the state of a payment in one place, which knows from which state it may come (docs/explain/lifecycle.md); refuse what is late or out of order."
effort    = "design"
reference = ["https://docs.stripe.com/payments/paymentintents/lifecycle", "https://docs.adyen.com/account/payments-lifecycle", "payment_edge.csv has a source for every change"]
since     = "0.1"
provoked  = true
evidence  = []
*/
with illegal as (
    select provider, payment, environment, origin, count(*) as times, min(step) as step
    from payment_step where legal = false group by provider, payment, environment, origin
),
open as (
    select provider, payment, environment, origin, count(*) as times
    from payment_step
    where legal is null and (state is null or (previous is not null and state not in ('unknown', 'error')))
    group by provider, payment, environment, origin
)
select
    l.integration,
    l.provider || ' ' || l.payment                         as subject,
    case when i.times > 0 then false when o.times is null then true end as met,
    case when i.times > 0 then 'from ' || replace(s.previous, '_', ' ') || ' to ' || replace(s.state, '_', ' ') || ' on ' || strftime(s.happened_at, '%Y-%m-%d %H:%M')
            || ' UTC is no change that a payment can make' || case when i.times > 1 then ', and ' || (i.times - 1) || ' more' else '' end
         when o.times > 0 then o.times || ' of ' || l.step || case when l.step = 1 then ' step' else ' steps' end
            || ' cannot be judged: a state, its time, or what lay between was not told'
         else 'came to ' || replace(l.state, '_', ' ') || ' in ' || l.step || case when l.step = 1 then ' step' else ' steps' end end as reason,
    coalesce(s.path, l.path)                               as path,
    coalesce(s.line, l.line)                               as line,
    l.origin
from payment_step l
left join illegal i on i.provider = l.provider and i.payment = l.payment
    and i.environment is not distinct from l.environment and i.origin is not distinct from l.origin
left join payment_step s on s.legal = false and s.provider = i.provider and s.payment = i.payment and s.step = i.step
    and s.environment is not distinct from i.environment and s.origin is not distinct from i.origin
left join open o on o.provider = l.provider and o.payment = l.payment
    and o.environment is not distinct from l.environment and o.origin is not distinct from l.origin
where l.is_last
