/*
title     = "What went back is what the order says"
level     = "must"
why       = "A refund that the order does not know of is made a second time by whoever the shopper asks next; one that failed at the provider and stands in the order never reaches the shopper."
fix       = "Write every refund to its order from the provider's answer and notifications, failed ones too, by the provider's id of the refund; look every day for refunds that the orders do not have."
effort    = "design"
reference = ["https://docs.stripe.com/changelog/acacia/2024-10-28/refund-webhook-update", "https://developer.squareup.com/docs/refunds-api/webhooks"]
since     = "0.1"
evidence  = []
limits    = { days = 3 }
*/
with failed as (
    select environment, provider, payment, currency
    from payment_step
    where state = 'refund_failed'
    group by environment, provider, payment, currency
)
select
    p.integration,
    coalesce(p.provider || ' ' || p.payment, 'order ' || p.order_id) as subject,
    case when b.kind is null then true
         -- What goes back as credit, goods or cash is in the order, and no provider knows of it.
         when b.expected_minor > b.found_minor then case when f.payment is not null then false end
         when p.refunded_at is null or date_diff('day', p.refunded_at, $as_of) <= $days then null
         else false end                                    as met,
    case when b.kind is null then 'the order says the same'
         when b.expected_minor > b.found_minor and f.payment is not null then b.expected || ' was refunded as the order has it, ' || b.found || ' at the provider, where a refund failed'
         when b.expected_minor > b.found_minor then b.expected || ' was refunded as the order has it, ' || b.found || ' at the provider: the rest went another way, or never went'
         when p.refunded_at is null then b.found || ' was refunded, nobody says when, ' || b.expected || ' as the order has it'
         when date_diff('day', p.refunded_at, $as_of) <= $days then b.found || ' was refunded a short while ago, ' || b.expected || ' as the order has it'
         else b.found || ' was refunded, ' || b.expected || ' as the order has it' end as reason,
    p.path,
    p.line,
    p.origin
from reconciled_payment p
left join reconciliation_break b
  on b.sides = 'shop and provider' and b.flow = 'refunded' and b.payment is not distinct from p.payment
 and b.provider is not distinct from p.provider and b.currency is not distinct from p.currency
 and b.environment is not distinct from p.environment and b.integration is not distinct from p.integration
left join failed f on b.expected_minor > b.found_minor and f.payment = p.payment and f.provider = p.provider
    and f.currency is not distinct from p.currency and f.environment is not distinct from p.environment
where p.orders > 0 and p.order_refunded_minor is not null and (p.refunded_minor > 0 or p.order_refunded_minor > 0)
  and (p.captured_minor is not null or p.authorized_minor is not null) and coalesce(b.kind, 'amount') = 'amount'
