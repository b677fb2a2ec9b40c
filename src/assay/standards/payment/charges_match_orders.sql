/*
title     = "What is charged is what the order says"
level     = "must"
why       = "A charge that differs from the order is a complaint, a chargeback, or money given away."
fix       = "Take the amount from the order on the server when the payment is made; never from the page."
effort    = "design"
reference = ["ISO 4217, list one (SIX, 2024-06-25)"]
since     = "0.1"
*/
with asked as (
    select p.*, (
        select bool_or(abs(cast(p.total as double) - cast(o.total as double)) < 0.000001
            or abs(cast(p.total as double) - cast(o.total as double) * power(10, cast(c.exponent as integer))) < 0.000001)
        from order_state o left join currency c on c.code = upper(o.currency)
        where o.path = p.path and o.document = 'order' and o.total is not null
          and upper(o.currency) is not distinct from upper(p.currency)) as agrees
    from order_state p
    where p.document = 'payment' and p.side = 'request' and p.total is not null
)
select
    integration,
    recording || ' #' || entry                             as subject,
    agrees                                                 as met,
    total || ' ' || coalesce(currency, '?') || ' is asked for; '
        || case when agrees then 'the order says the same'
                when agrees is null then 'no order in that currency shows its total'
                else 'no order shows that total' end        as reason,
    path,
    line
from asked
union all
select
    integration,
    recording || ' #' || entry                             as subject,
    abs(cast(paid as double) - cast(total as double)) < 0.000001 as met,
    'payments of ' || paid || ' ' || coalesce(currency, '?') || ' in all (' || payments || ') for an order of ' || total as reason,
    path,
    line
from order_state
where document = 'order' and paid is not null and total is not null
