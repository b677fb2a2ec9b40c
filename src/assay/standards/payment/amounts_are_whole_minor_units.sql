/*
title     = "Totals are whole minor units"
level     = "must"
why       = "A total with a fraction of a cent is rounded by each system on its own, and two of them will not agree."
fix       = "Round to the exponent of the currency once, where the total is computed; hand on integers of minor units."
effort    = "design"
reference = ["ISO 4217, list one (SIX, 2024-06-25)"]
since     = "0.1"
*/
select
    o.integration,
    o.recording || ' ' || o.document                       as subject,
    case when count(c.exponent) < count(*) then null else bool_and(whole) end as met,
    case when count(c.exponent) < count(*) then 'nothing says how many decimals ' || coalesce(min(o.currency), 'an unnamed currency') || ' has'
         else count(case when not whole then 1 end) || ' of ' || count(*) || ' totals have a fraction of the smallest coin'
            || coalesce(': ' || min(case when not whole then o.total || ' ' || o.currency end), '') end as reason,
    o.path,
    min(case when not whole then o.line end)               as line
from (
    select s.*, abs(units - round(units)) < 0.000001 as whole
    from (
        select t.*, cast(t.total as double) * power(10, cast(x.exponent as integer)) as units
        from order_state t left join currency x on x.code = upper(t.currency)
    ) s
    where s.total is not null
) o
left join currency c on c.code = upper(o.currency)
group by o.integration, o.recording, o.document, o.path
