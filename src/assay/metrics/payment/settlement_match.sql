/*
title     = "Captured payments that are settled as captured"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "What is captured and not settled is owed to the shop, and only a comparison of both tells it."
formula   = "payments whose captures and refunds are settled by the same amounts / payments with captures or refunds that settlements reach, by currency"
reference = ["https://docs.adyen.com/reporting/reconcile-your-payments"]
*/
with judged as (
    select p.integration, p.currency, p.environment,
        max(case when b.kind is null then 0 when b.kind = 'beyond_export' then 2 else 1 end) as state
    from reconciled_payment p
    left join reconciliation_break b
      on b.sides = 'provider and settlement' and b.payment is not distinct from p.payment
     and b.provider is not distinct from p.provider and b.currency is not distinct from p.currency
     and b.environment is not distinct from p.environment
    where (p.captured_minor > 0 or p.lines > 0) and (p.lines > 0 or b.kind is not null)
    group by p.integration, p.environment, p.provider, p.payment, p.currency
)
select integration, 'currency=' || currency || case when environment in ('sandbox', 'test', 'local') then ' environment=' || environment else '' end as dimension,
    count(case when state = 0 then 1 end) as numerator, count(*) as denominator
from judged where state < 2
group by integration, currency, environment
