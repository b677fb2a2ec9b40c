/*
title     = "Sessions at the payment step that are paid"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "Who reached the payment step had chosen to buy; all that is lost here is lost by paying."
formula   = "checkout sessions with an approved attempt or a paid order / checkout sessions with an attempt or an order; sessions of test environments are left out"
reference = ["Wilson 1927, for the interval"]
*/
with reached as (
    select integration, session, outcome = 'approved' as paid from payment_attempt
    where session is not null and coalesce(environment, 'production') = 'production'
    union all
    select integration, session, coalesce(status in ('paid', 'returned'), false) as paid from shop_order
    where session is not null and coalesce(environment, 'production') = 'production'
),
settled as (select integration, session, bool_or(paid) as paid from reached group by integration, session)
select integration, count(case when paid then 1 end) as numerator, count(*) as denominator
from settled group by integration
