/*
title     = "Amounts are ones that the provider takes"
level     = "must"
why       = "Some providers settle three-decimal currencies in steps of ten of the smallest coin; they refuse, or round, what lies between."
fix       = "Round to the step of the provider where the price is made, so that the shopper sees what is charged."
effort    = "local"
reference = ["https://www.checkout.com/docs/resources/calculating-the-amount"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with told as (
    select integration, environment, origin, provider, payment, currency, count(amount_minor) as amounts,
        min(case when amount_minor % cast(s_step as bigint) <> 0 then amount_minor end) as odd, min(s_step) as step,
        min(path) as path, min(line) as line
    from (
        select e.integration, e.environment, e.origin, e.provider, e.payment, e.currency, e.amount_minor, e.path, e.line, s.step as s_step
        from payment_event e
        join amount_step s on s.provider = e.provider and s.currency = e.currency
        where e.state in ('authorized', 'captured', 'partially_captured', 'refunded', 'partially_refunded')
    ) stepped
    group by integration, environment, origin, provider, payment, currency
)
select
    t.integration,
    t.provider || ' ' || t.payment                         as subject,
    case when t.odd is not null then false when t.amounts = 0 then null else true end as met,
    case when t.odd is not null then case c.exponent when '0' then cast(t.odd as varchar) when '3' then cast(cast(t.odd / 1000.0 as decimal(18, 3)) as varchar)
            else cast(cast(t.odd / 100.0 as decimal(18, 2)) as varchar) end || ' ' || coalesce(t.currency, '?') || ' is no multiple of ' || t.step || ' minor units, which ' || t.provider || ' asks for'
         when t.amounts = 0 then 'no amount in ' || t.currency || ' is told'
         else 'amounts in ' || t.currency || ' are multiples of ' || t.step || ' minor units' end as reason,
    t.path,
    t.line,
    t.origin
from told t
left join currency c on c.code = t.currency
