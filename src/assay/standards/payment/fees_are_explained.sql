/*
title     = "What is paid out is the gross amount less the fee"
level     = "should"
why       = "A difference that is neither fee nor rate of exchange is money that goes somewhere, on every line."
fix       = "Ask the provider what the difference is, and have it told as a fee; a rate that is rounded needs more digits."
effort    = "outside"
reference = ["https://docs.adyen.com/reporting/settlement-reconciliation/transaction-level/settlement-details-report", "https://docs.stripe.com/api/balance_transactions/object (net = amount - fee)"]
since     = "0.1"
evidence  = []
limits    = { rounding_minor = 1 }
*/
with line as (
    select l.integration, l.provider, l.payment, l.reference, l.line_id, l.path, l.line, l.origin, l.entry, l.settled_currency,
        l.gross_minor, l.fee_minor, l.net_minor, cast(s.exponent as integer) as exponent,
        case when l.currency = l.settled_currency then cast(l.gross_minor as double)
             else l.gross_minor * try_cast(l.exchange_rate as double) * power(10, cast(s.exponent as integer) - cast(g.exponent as integer)) end as converted,
        case when l.currency = l.settled_currency then 0 else $rounding_minor end as rounding
    from settlement_line l
    left join currency g on g.code = l.currency
    left join currency s on s.code = l.settled_currency
    where l.kind in ('capture', 'refund', 'chargeback', 'chargeback_reversal') and l.net_minor is not null and l.gross_minor is not null
)
select
    integration,
    provider || ' ' || coalesce(line_id, payment || ' ' || coalesce(reference, cast(entry as varchar)), 'row ' || entry || ' of ' || path) as subject,
    abs(converted - coalesce(fee_minor, 0) - net_minor) <= rounding + 0.5 as met,
    case when converted is null then 'it is paid out in ' || coalesce(settled_currency, 'another currency') || ' by a rate that is not told'
         when abs(converted - coalesce(fee_minor, 0) - net_minor) <= rounding + 0.5 then 'gross less fee is what is paid out'
         else case exponent when 2 then cast(cast(converted / 100.0 as decimal(18, 2)) as varchar) when 3 then cast(cast(converted / 1000.0 as decimal(18, 3)) as varchar) else cast(cast(round(converted) as bigint) as varchar) end || ' less a fee of '
            || case exponent when 2 then cast(cast(coalesce(fee_minor, 0) / 100.0 as decimal(18, 2)) as varchar) when 3 then cast(cast(coalesce(fee_minor, 0) / 1000.0 as decimal(18, 3)) as varchar) else cast(cast(round(coalesce(fee_minor, 0)) as bigint) as varchar) end
            || ' is not ' || case exponent when 2 then cast(cast(net_minor / 100.0 as decimal(18, 2)) as varchar) when 3 then cast(cast(net_minor / 1000.0 as decimal(18, 3)) as varchar) else cast(cast(round(net_minor) as bigint) as varchar) end
            || ' ' || coalesce(settled_currency, '(no stated currency)') end as reason,
    path,
    line,
    origin
from line
