/*
title     = "Refunds are settled as they were made"
level     = "must"
why       = "A refund that the settlement lacks did not reach the shopper; one that it has twice was paid by the shop."
fix       = "Reconcile every payout by the provider's reference, and ask the provider for each refund that is missing, different or unknown there."
effort    = "outside"
reference = ["https://docs.adyen.com/reporting/settlement-reconciliation/transaction-level/settlement-details-report", "https://docs.stripe.com/reports/payout-reconciliation"]
since     = "0.1"
evidence  = []
limits    = { settle_days = 14 }
*/
with newest as (
    select environment, provider, payment, currency, amount_minor, max(happened_at) as refunded_at
    from payment_step
    where state in ('refunded', 'partially_refunded')
    group by environment, provider, payment, currency, amount_minor
)
select
    p.integration,
    coalesce(p.provider || ' ' || p.payment, 'order ' || p.order_id) as subject,
    case when b.kind = 'missing_in_settlement' and p.refunded_at is null then null
         -- What is missing is the newest of several refunds, whose line may still come.
         when date_diff('day', n.refunded_at, b.covered_until) <= $settle_days then null
         when b.kind is not null then false
         else true end                                     as met,
    case when b.kind = 'missing_in_settlement' and p.refunded_at is null then 'nothing says when it was moved, and it is in no settlement'
         when b.kind = 'missing_in_settlement' then b.expected || ' was refunded and is in no settlement, of which there are until ' || coalesce(cast(cast(b.covered_until as date) as varchar), 'nobody knows when')
         when b.kind = 'unknown_to_provider' then b.found || ' is settled that the provider did not tell of'
         when b.kind = 'settled_twice' then b.expected || ' was refunded, ' || b.found || ' is settled'
         when b.kind = 'currency' then case when b.expected_minor > 0 then b.expected || ' was refunded, and something settled in another currency by no rate that is told'
                                         else b.found || ' is settled, and something refunded in another currency' end
         when b.kind is not null then b.expected || ' was refunded, ' || b.found || ' is settled'
         else 'settled as it was refunded' end                   as reason,
    p.path,
    p.line,
    p.origin
from reconciled_payment p
left join reconciliation_break b
  on b.sides = 'provider and settlement' and b.flow = 'refunded' and b.payment is not distinct from p.payment
 and b.provider is not distinct from p.provider and b.currency is not distinct from p.currency
 and b.environment is not distinct from p.environment and b.integration is not distinct from p.integration
left join newest n on b.kind = 'amount' and n.amount_minor = b.expected_minor - b.found_minor and n.payment = p.payment
    and n.provider = p.provider and n.currency is not distinct from p.currency and n.environment is not distinct from p.environment
where (p.refunded_minor > 0 and p.settled_refund_minor is not null and b.kind is null)
   or b.kind in ('unknown_to_provider', 'settled_twice', 'currency', 'amount')
   or (b.kind = 'missing_in_settlement' and (p.refunded_at is null or date_diff('day', p.refunded_at, b.covered_until) > $settle_days))
