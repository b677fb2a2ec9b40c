/*
title     = "Amounts agree in decimal and minor units"
level     = "must"
why       = "Two forms of one amount that differ mean that somebody pays, or is refunded, another sum than was shown."
fix       = "Compute one form from the other with the currency's exponent (ISO 4217), in one place."
effort    = "design"
reference = ["ISO 4217, list one (SIX, 2024-06-25)"]
since     = "0.1"
evidence  = ["money_amount"]
*/
select
    integration,
    'entry ' || entry || ' ' || field || ' in ' || path   as subject,
    abs(cast(decimal as double) * power(10, decimal_places) - minor) < 0.000001 as met,
    decimal || ' ' || coalesce(currency, '?') || ' with ' || decimal_places || ' decimal places is given as '
        || minor || ' minor units'                        as reason,
    path,
    line,
    origin
from money_amount
union all
select
    e.integration,
    e.provider || ' ' || e.payment                         as subject,
    case when min(case when e.met then 1 when not e.met then 0 end) = 0 then false
         when count(e.met) < count(*) then null else true end as met,
    case when min(case when e.met then 1 when not e.met then 0 end) = 0 then min(case when not e.met then e.said end)
         when count(e.met) < count(*) then 'nothing says how many decimals ' || coalesce(min(e.currency), 'an unnamed currency') || ' has'
         else count(*) || case when count(*) = 1 then ' amount is' else ' amounts are' end || ' the same in both forms' end as reason,
    min(e.path)                                            as path,
    coalesce(min(case when not e.met then e.line end), min(e.line)) as line,
    e.origin
from (
    select p.integration, p.environment, p.origin, p.provider, p.payment, p.currency, p.path, p.line,
        abs(cast(p.amount as double) * power(10, cast(c.exponent as integer)) - p.amount_minor) < 0.000001 as met,
        p.amount || ' ' || p.currency || ' is given as ' || p.amount_minor || ' minor units' as said
    from payment_event p
    left join currency c on c.code = p.currency
    where p.amount is not null and p.amount_minor is not null
) e
group by e.integration, e.environment, e.origin, e.provider, e.payment
