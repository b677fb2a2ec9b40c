/*
title     = "An order is charged once"
level     = "must"
why       = "A shopper who pays twice for one order asks the bank for the money back, and does not come again."
fix       = "Let an order have one payment at a time (a unique key on the order and its attempt); void a second charge as soon as it is seen."
effort    = "design"
reference = ["https://docs.adyen.com/development-resources/api-idempotency", "https://docs.adyen.com/issuing/raise-disputes/duplicate"]
since     = "0.1"
evidence  = []
provoked  = true
limits    = { hours = 24 }
*/
with undone as (
    select integration, environment, origin, provider, payment, min(coalesce(occurred_at, received_at)) as undone_at
    from payment_event
    where state in ('voided', 'refunded', 'expired', 'cancelled')
    group by integration, environment, origin, provider, payment
),
charge as (
    select *, count(*) over (partition by integration, environment, origin, order_id) as charges
    from payment_attempt
    -- What the merchant charges again and again under one order is a subscription.
    where outcome = 'approved' and order_id is not null and initiator is distinct from 'merchant'
),
standing as (
    select c.*,
        case when u.undone_at <= c.decided_at + $hours * interval 1 hour then 0 else 1 end as stands
    from charge c
    left join undone u on c.charges > 1 and u.provider = c.provider and u.payment = c.payment
        and u.integration is not distinct from c.integration
        and u.environment is not distinct from c.environment
        and u.origin is not distinct from c.origin
),
alike as (
    select integration, environment, origin, order_id, currency, amount_minor, min(provider) as provider, sum(stands) as charges,
        string_agg(case when stands = 1 then payment end, ', ' order by payment) as payments,
        min(path) as path, min(line) as line
    from standing
    group by integration, environment, origin, order_id, currency, amount_minor
),
total as (
    select environment, order_id, currency, max(total_minor) as total_minor
    from shop_order
    group by environment, order_id, currency
)
select
    a.integration,
    a.provider || ' order ' || a.order_id || case when a.environment <> 'production' then ' (' || a.environment || ')' else '' end as subject,
    case when a.charges <= 1 then true
         when a.amount_minor is null then null
         -- Two halves of one total are no double charge.
         else coalesce(a.charges * a.amount_minor <= t.total_minor, false) end as met,
    case when a.charges <= 1 then 'charged once'
         else 'charged ' || a.charges || ' times ('
            || coalesce(left(a.payments, 120), '') || '), '
            || case when a.amount_minor is null then 'the amounts are not told'
                    else case c.exponent when '0' then cast(a.amount_minor as varchar) when '3' then cast(cast(a.amount_minor / 1000.0 as decimal(18, 3)) as varchar)
            else cast(cast(a.amount_minor / 100.0 as decimal(18, 2)) as varchar) end || ' ' || coalesce(a.currency, '?') || ' each' end
            || '; none of these was undone within ' || $hours || ' hours' end as reason,
    a.path,
    a.line,
    a.origin
from alike a
left join total t on a.charges > 1 and t.order_id = a.order_id and t.environment is not distinct from a.environment
    and t.currency is not distinct from a.currency
left join currency c on c.code = a.currency
