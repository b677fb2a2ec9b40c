/*
title     = "Paid orders rest on a payment that stands"
level     = "must"
why       = "An order that is shown as paid while its payment was declined, cancelled or voided ships goods for nothing."
fix       = "Set an order to paid on the word of the provider alone, and take it back when the payment ends without money."
effort    = "design"
reference = ["BigCommerce REST reference, orders v2, Order Status Descriptions (2026-04-01)", "https://docs.adyen.com/account/payments-lifecycle"]
since     = "0.1"
provoked  = true
evidence  = []
*/
with newest as (
    select integration, environment, origin, order_id, payment, provider, status, path, line,
        row_number() over (partition by integration, environment, origin, order_id order by changed_at desc, entry desc) as place
    from shop_order
),
paid as (
    select integration, environment, origin, order_id, payment, provider, path, line from newest where place = 1 and status = 'paid'
),
named as (
    select distinct e.order_id, e.provider, e.payment, e.environment
    from payment_event e join paid o on o.order_id = e.order_id and o.payment is null
        and e.environment is not distinct from o.environment and (o.provider is null or o.provider = e.provider)
),
behind as (
    select o.integration, o.environment, o.origin, o.order_id, o.path, o.line, o.payment, o.provider from paid o where o.payment is not null
    union all
    select o.integration, o.environment, o.origin, o.order_id, o.path, o.line, n.payment, n.provider
    from paid o join named n on n.order_id = o.order_id and n.environment is not distinct from o.environment
        and (o.provider is null or o.provider = n.provider)
    where o.payment is null
)
select
    b.integration,
    'order ' || b.order_id                                 as subject,
    case when max(case when s.state in ('authorized', 'pending') or s.captured_minor > 0 or k.holds_money = 'true'
            or s.state in ('refunded', 'disputed', 'dispute_lost', 'returned') then 1 end) = 1 then true
         when max(case when s.state is null or k.tells = 'false' then 1 end) = 1 then null
         else false end                                    as met,
    'shown as paid; ' || case when count(distinct s.payment) = 1 then 'its payment ' || min(s.provider || ' ' || s.payment) || ' is '
            || coalesce(replace(min(s.state), '_', ' '), 'in a state that nothing explains')
         else 'its ' || count(distinct s.payment) || ' payments are ' || coalesce(replace(string_agg(distinct s.state, ', ' order by s.state), '_', ' '), 'in states that nothing explains') end as reason,
    b.path,
    b.line,
    b.origin
from behind b
join payment_step s on s.payment = b.payment and (b.provider is null or s.provider = b.provider) and s.is_last
    and s.environment is not distinct from b.environment
left join payment_state k on k.state = s.state
group by b.integration, b.environment, b.origin, b.order_id, b.path, b.line
