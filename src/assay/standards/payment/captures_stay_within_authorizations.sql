/*
title     = "No more is captured than was authorised"
level     = "must"
why       = "What is taken beyond the authorisation the shopper never agreed to; it comes back as a chargeback, with a fee."
fix       = "Add up what was captured before each capture and refuse what exceeds the authorisation; increase the authorisation first where the method allows it."
effort    = "design"
reference = ["https://docs.adyen.com/api-explorer/Checkout/52/post/payments/_paymentPspReference_/captures: at most the authorised amount", "capture_allowance.csv: where a provider allows more"]
since     = "0.1"
provoked  = true
evidence  = []
limits    = { tolerated_minor = 0 }
*/
select
    p.integration,
    p.provider || ' ' || p.payment                         as subject,
    p.captured_minor <= p.authorized_minor * (1 + coalesce(cast(a.percent as integer), 0) / 100.0) + $tolerated_minor as met,
    case when p.captured_minor is null then 'its amounts are in several currencies, and are not added up'
         else coalesce(case c.exponent when '0' then cast(p.captured_minor as varchar) when '2' then cast(cast(p.captured_minor / 100.0 as decimal(18, 2)) as varchar)
            when '3' then cast(cast(p.captured_minor / 1000.0 as decimal(18, 3)) as varchar) end || ' ' || p.currency, p.captured_minor || ' minor units') || ' captured of '
            || coalesce(case c.exponent when '0' then cast(p.authorized_minor as varchar) when '2' then cast(cast(p.authorized_minor / 100.0 as decimal(18, 2)) as varchar)
            when '3' then cast(cast(p.authorized_minor / 1000.0 as decimal(18, 3)) as varchar) end || ' ' || p.currency, p.authorized_minor || ' minor units') || ' authorised'
            || coalesce('; ' || p.provider || ' allows ' || a.percent || ' % more', '') end as reason,
    p.path,
    p.line,
    p.origin
from payment_step p
left join currency c on c.code = p.currency
left join capture_allowance a on a.provider = p.provider
where p.is_last and (p.captured_minor is null or (p.authorized_minor > 0 and p.captured_minor > 0))
