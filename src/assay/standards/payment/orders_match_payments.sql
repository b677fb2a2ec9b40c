/*
title     = "What was paid is what the order says"
level     = "must"
why       = "A payment that differs from its order, or has none, is a shopper who paid too much, a shop that got too little, or goods nobody sends."
fix       = "Take amount and currency of the payment from the stored order; write the payment's id to the order before money moves, and look for paid payments without an order every day."
effort    = "design"
reference = ["https://docs.stripe.com/payments/payment-intents (amount from the server)", "https://docs.adyen.com/reporting/reconcile-your-payments"]
since     = "0.1"
evidence  = []
limits    = { open_days = 14 }
*/
select
    p.integration,
    coalesce(p.provider || ' ' || p.payment, 'order ' || p.order_id) as subject,
    case when p.orders > 0 and p.ordered_minor is null and b.kind is null then null
         -- What ships in parts is captured in parts before the order counts as paid.
         when b.kind = 'amount' and p.order_status in ('open', 'pending')
            and date_diff('day', p.captured_at, $as_of) <= $open_days then null
         else b.kind is null end                           as met,
    case when b.kind = 'unknown_to_shop' then b.found || ' was captured for which the shop has no order'
         when b.kind = 'second_payment' then b.found || ' was captured beside the payment that order ' || b.order_id || ' has'
         when b.kind = 'currency' then case when b.expected_minor > 0 then b.expected || ' is ordered, and something captured in another currency'
                                         else b.found || ' is captured, and something ordered in another currency' end
         when b.kind = 'amount' and p.order_status in ('open', 'pending') then b.found || ' is captured, and the order is still ' || p.order_status
         when b.kind = 'amount' then b.expected || ' is ordered, ' || b.found || ' captured'
         when p.ordered_minor is null then 'the export of orders does not say what it came to, or whether it is paid'
         else 'the order says the same' end                as reason,
    p.path,
    p.line,
    p.origin
from reconciled_payment p
left join reconciliation_break b
  on b.sides = 'shop and provider' and b.flow = 'paid' and b.payment is not distinct from p.payment
 and b.provider is not distinct from p.provider and b.currency is not distinct from p.currency
 and b.environment is not distinct from p.environment and b.integration is not distinct from p.integration
where (p.orders > 0 and p.captured_minor > 0 and b.kind is null) or b.kind in ('unknown_to_shop', 'second_payment', 'currency', 'amount')
