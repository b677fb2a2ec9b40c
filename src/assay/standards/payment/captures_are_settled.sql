/*
title     = "Captures are settled in full and in time"
level     = "must"
why       = "Money that was captured and is not paid out is money the shop does not have, and nobody reminds it."
fix       = "Reconcile every payout by the provider's reference, and ask the provider for each capture that is missing, short or twice there."
effort    = "outside"
reference = ["https://docs.adyen.com/reporting/settlement-reconciliation/transaction-level/settlement-details-report", "https://docs.stripe.com/reports/payout-reconciliation"]
since     = "0.1"
evidence  = []
limits    = { settle_days = 10 }
*/
select
    p.integration,
    coalesce(p.provider || ' ' || p.payment, 'order ' || p.order_id) as subject,
    case when b.kind = 'missing_in_settlement' and p.captured_at is null then null
         -- Of several captures the last may still come.
         when b.kind = 'amount' and b.found_minor < b.expected_minor
            and date_diff('day', p.captured_at, b.covered_until) <= $settle_days then null
         when b.kind is not null then false
         when date_diff('day', cast(p.captured_at as date), p.settled_on) > $settle_days then false
         else true end                                     as met,
    case when b.kind = 'missing_in_settlement' and p.captured_at is null then 'nothing says when it was moved, and it is in no settlement'
         when b.kind = 'missing_in_settlement' then b.expected || ' was captured and is in no settlement, of which there are until ' || coalesce(cast(cast(b.covered_until as date) as varchar), 'nobody knows when')
         when b.kind = 'unknown_to_provider' then b.found || ' is settled that the provider did not tell of'
         when b.kind = 'settled_twice' then b.expected || ' was captured, ' || b.found || ' is settled'
         when b.kind = 'currency' then case when b.expected_minor > 0 then b.expected || ' was captured, and something settled in another currency by no rate that is told'
                                         else b.found || ' is settled, and something captured in another currency' end
         when b.kind is not null then b.expected || ' was captured, ' || b.found || ' is settled'
         when p.settled_on is not null then 'settled after ' || date_diff('day', cast(p.captured_at as date), p.settled_on) || ' days'
         else 'settled as it was captured' end                   as reason,
    p.path,
    p.line,
    p.origin
from reconciled_payment p
left join reconciliation_break b
  on b.sides = 'provider and settlement' and b.flow = 'paid' and b.payment is not distinct from p.payment
 and b.provider is not distinct from p.provider and b.currency is not distinct from p.currency
 and b.environment is not distinct from p.environment and b.integration is not distinct from p.integration
where (p.captured_minor > 0 and p.settled_minor is not null and b.kind is null)
   or b.kind in ('unknown_to_provider', 'settled_twice', 'currency', 'amount')
   or (b.kind = 'missing_in_settlement' and (p.captured_at is null or date_diff('day', p.captured_at, b.covered_until) > $settle_days))
