/*
title     = "Flows that end with a payment"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "Only a flow that is recorded through to its payment proves that the payment works."
formula   = "recordings whose last order read is paid or pending / recordings that pay and read an order back"
reference = ["BigCommerce REST reference, orders v2, Order Status Descriptions"]
*/
with reads as (
    select o.integration, o.path, replace(upper(o.status), 'ORDER_STATUS_', '') as state,
        row_number() over (partition by o.path order by c.started_at desc, o.entry desc) as newest
    from order_state o
    join call c on c.path = o.path and c.entry = o.entry and c.method = 'GET'
    where o.document = 'order' and o.side = 'response' and o.status is not null and o.order_digest is not null
      and exists (select 1 from call w where w.path = o.path and w.operation is not null)
)
select r.integration, count(case when s.meaning in ('paid', 'pending', 'returned') then 1 end) as numerator, count(*) as denominator
from reads r left join order_status s on s.status = r.state
where r.newest = 1
group by r.integration
