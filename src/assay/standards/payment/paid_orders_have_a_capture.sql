/*
title     = "Orders that are paid have a capture"
level     = "must"
why       = "An order that the shop takes for paid is sent; if the provider never took the money, it was given away."
fix       = "Set an order to paid on the provider's notification of the capture or its answer to the capture alone, and sweep paid orders for authorisations nobody captured before they end."
effort    = "design"
reference = ["https://docs.adyen.com/online-payments/capture", "https://docs.stripe.com/payments/place-a-hold-on-a-payment-method"]
since     = "0.1"
evidence  = []
limits    = { capture_days = 7 }
*/
select
    p.integration,
    'order ' || p.order_id                                 as subject,
    case when b.kind is null then true
         when b.kind = 'not_captured' and p.placed_at is null then null
         else false end                                    as met,
    case when b.kind is null then 'its payment was captured'
         when b.kind = 'not_captured' then b.expected || ' is authorised and not captured'
            || coalesce(', ' || date_diff('day', p.placed_at, $as_of) || ' days after the order', '; nothing says when it was ordered')
         else b.expected || ' is paid as the shop has it; ' || coalesce(p.provider || ' ' || p.payment, 'no payment') || ' captured nothing' end as reason,
    p.path,
    p.line,
    p.origin
from reconciled_payment p
left join reconciliation_break b
  on b.sides = 'shop and provider' and b.flow = 'paid' and b.payment is not distinct from p.payment
 and b.provider is not distinct from p.provider and b.currency is not distinct from p.currency
 and b.environment is not distinct from p.environment and b.integration is not distinct from p.integration
where p.orders > 0 and p.ordered_minor > 0 and ((p.captured_minor > 0 and b.kind is null) or b.kind = 'missing_at_provider'
    or (b.kind = 'not_captured' and (p.placed_at is null or date_diff('day', p.placed_at, $as_of) > $capture_days)))
