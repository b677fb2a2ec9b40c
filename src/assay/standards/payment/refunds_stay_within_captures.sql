/*
title     = "No more goes back than was captured"
level     = "must"
why       = "A refund beside a lost dispute, or a refund sent twice, gives the same money back two times."
fix       = "Add up refunds and disputes of a payment before each refund, and refuse what exceeds the captures; give each refund an idempotency key of its own."
effort    = "design"
reference = ["https://docs.adyen.com/online-payments/refund", "https://docs.stripe.com/api/disputes/object (is_charge_refundable)"]
since     = "0.1"
provoked  = true
evidence  = []
limits    = { tolerated_minor = 0 }
*/
select
    p.integration,
    p.provider || ' ' || p.payment                         as subject,
    case when p.captured_minor > 0 then p.refunded_minor + p.lost_minor <= p.captured_minor + $tolerated_minor end as met,
    case when p.captured_minor is null then 'its amounts are in several currencies, and are not added up'
         else coalesce(case c.exponent when '0' then cast(p.refunded_minor as varchar) when '2' then cast(cast(p.refunded_minor / 100.0 as decimal(18, 2)) as varchar)
            when '3' then cast(cast(p.refunded_minor / 1000.0 as decimal(18, 3)) as varchar) end || ' ' || p.currency, p.refunded_minor || ' minor units') || ' refunded'
            || case when p.lost_minor > 0 then ' and ' || coalesce(case c.exponent when '0' then cast(p.lost_minor as varchar) when '2' then cast(cast(p.lost_minor / 100.0 as decimal(18, 2)) as varchar)
            when '3' then cast(cast(p.lost_minor / 1000.0 as decimal(18, 3)) as varchar) end || ' ' || p.currency, p.lost_minor || ' minor units')
                || ' lost to disputes or taken back by the bank' else '' end
            || case when p.captured_minor = 0 then '; its capture was not told'
                    else ' of ' || coalesce(case c.exponent when '0' then cast(p.captured_minor as varchar) when '2' then cast(cast(p.captured_minor / 100.0 as decimal(18, 2)) as varchar)
            when '3' then cast(cast(p.captured_minor / 1000.0 as decimal(18, 3)) as varchar) end || ' ' || p.currency, p.captured_minor || ' minor units') || ' captured' end end as reason,
    p.path,
    p.line,
    p.origin
from payment_step p
left join currency c on c.code = p.currency
where p.is_last and (p.captured_minor is null or p.refunded_minor > 0 or p.lost_minor > 0)
