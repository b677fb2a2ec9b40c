/*
title     = "An order that a flow ends with is paid, or waits for its payment"
level     = "must"
why       = "A flow that thanks the shopper for an order nobody has paid ships goods for nothing, or never ships at all."
fix       = "Let the confirmation depend on the status of the order; record the flow through to its payment."
effort    = "record"
reference = ["BigCommerce REST reference, orders v2, Order Status Descriptions (2026-04-01)"]
since     = "0.1"
evidence  = ["call", "order_state"]
*/
with reads as (
    select o.*, replace(upper(o.status), 'ORDER_STATUS_', '') as state,
        row_number() over (partition by o.path, o.order_digest order by c.started_at desc, o.entry desc) as newest,
        count(*) over (partition by o.path, o.order_digest) as times
    from order_state o
    join call c on c.path = o.path and c.entry = o.entry and c.method = 'GET'
    where o.document = 'order' and o.side = 'response' and o.status is not null and o.order_digest is not null
      and exists (select 1 from call w where w.path = o.path and w.operation is not null)
)
select
    r.integration,
    r.recording                                            as subject,
    bool_and(s.meaning in ('paid', 'pending', 'returned')) as met,
    'the order is last read as ' || min(r.state) || ' (payments listed: '
        || coalesce(cast(min(r.payments) as varchar), 'none') || ', reads: ' || sum(r.times) || ')'
        || case when bool_and(s.meaning is not null) then '' else '; nothing says what that status means' end as reason,
    r.path,
    min(r.line)                                            as line
from reads r
left join order_status s on s.status = r.state
where r.newest = 1
group by r.integration, r.recording, r.path
