/*
title     = "Payouts are the sum of their lines"
level     = "must"
why       = "A payout that differs from its lines has money in it that belongs to no payment, or lacks some."
fix       = "Ask the provider for the lines that are missing; take the whole report of a batch, not a page of it."
effort    = "outside"
reference = ["https://docs.adyen.com/reporting/settlement-reconciliation/transaction-level/settlement-details-report (Balancetransfer, MerchantPayout)", "https://docs.stripe.com/reports/payout-reconciliation"]
since     = "0.1"
evidence  = []
*/
with batch as (
    select integration, environment, provider, account, batch, settled_currency, min(path) as path, min(origin) as origin,
        count(case when kind = 'payout' then 1 end) as payouts, count(*) as lines, count(net_minor) as told,
        min(case when kind = 'payout' then line end) as line,
        sum(case when kind <> 'payout' then net_minor end) as owed, -sum(case when kind = 'payout' then net_minor end) as paid
    from settlement_line where batch is not null and kind is not null
    group by integration, environment, provider, account, batch, settled_currency
)
select
    b.integration,
    b.provider || ' ' || b.batch || ' ' || coalesce(b.settled_currency, '?') as subject,
    case when b.told = b.lines then coalesce(b.owed, 0) = b.paid end as met,
    case when b.told < b.lines then b.lines - b.told || ' of its lines do not tell what they come to'
         when coalesce(b.owed, 0) = b.paid then 'its ' || b.lines - b.payouts || ' lines are what is paid out'
         else 'its lines come to ' || coalesce(case c.exponent when '2' then cast(cast(b.owed / 100.0 as decimal(18, 2)) as varchar) when '3' then cast(cast(b.owed / 1000.0 as decimal(18, 3)) as varchar) else cast(b.owed as varchar) end, '0')
            || ', paid out is ' || case c.exponent when '2' then cast(cast(b.paid / 100.0 as decimal(18, 2)) as varchar) when '3' then cast(cast(b.paid / 1000.0 as decimal(18, 3)) as varchar) else cast(b.paid as varchar) end || ' ' || coalesce(b.settled_currency, '?') end as reason,
    b.path,
    b.line,
    b.origin
from batch b
left join currency c on c.code = b.settled_currency
where b.payouts > 0
