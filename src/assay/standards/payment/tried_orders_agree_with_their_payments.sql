/*
title     = "What a shop shows after a trial is what its provider has"
level     = "must"
why       = "A shop whose orders say other than its provider charges the wrong amount, refunds somebody else, or keeps a shopper waiting whose money is gone; no export has told of it yet."
fix       = "Take amount and currency from the stored order, in whole minor units; ask the provider for a payment whose answer was lost until it is known; refund by the payment of the order."
effort    = "design"
reference = ["https://docs.stripe.com/currencies (minor units in API amounts)", "https://docs.stripe.com/error-low-level", "https://docs.stripe.com/refunds"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with newest as (
    select *, row_number() over (partition by path, order_id order by changed_at desc, entry desc) as place
    from shop_order
    where origin = 'trial'
),
named as (
    select distinct path, provider, payment, order_id from payment_event where order_id is not null and origin = 'trial'
    union
    select path, provider, payment, order_id from newest where payment is not null and provider is not null
),
has as (
    select n.path, n.order_id, min(s.payment) as payment, min(s.currency) as currency, max(s.currency) as also,
        sum(case when s.authorized_minor > 0 then s.authorized_minor else s.captured_minor end) as asked_minor,
        sum(s.captured_minor) as taken_minor, sum(s.refunded_minor) as back_minor,
        max(case when k.holds_money = 'true' then 1 else 0 end) as holds
    from named n
    join payment_step s on s.origin = 'trial' and s.path = n.path and s.provider = n.provider and s.payment = n.payment and s.is_last
    left join payment_state k on k.state = s.state
    where s.authorized_minor > 0 or s.captured_minor > 0
    group by n.path, n.order_id
),
compared as (
    select o.*, h.payment as paid_by, h.currency as taken_in, h.holds,
        h.also <> h.currency or h.currency <> o.currency   as foreign_money,
        h.asked_minor <> o.total_minor                     as other_amount,
        h.back_minor <> o.refunded_minor                   as other_refund,
        h.asked_minor, h.taken_minor, h.back_minor
    from newest o
    join has h on h.path = o.path and h.order_id = o.order_id
    where o.place = 1
),
judged as (
    select *,
        case when foreign_money or other_amount or other_refund then false
             when holds = 1 and status in ('open', 'pending', 'ended') then false
             when currency is null or total_minor is null or status is null then null
             else true end                                 as met,
        not coalesce(foreign_money or other_amount, false) and coalesce(other_refund, false) as of_refund
    from compared
),
amounts as (
    select *, case when of_refund then refunded_minor else total_minor end as shown_minor,
        case when of_refund then back_minor when foreign_money or other_amount then asked_minor else taken_minor end as had_minor
    from judged
)
select
    a.integration,
    'order ' || a.order_id                                 as subject,
    a.met,
    'shown as ' || coalesce(a.said, 'nothing') || ': '
        || coalesce(case c.exponent when '0' then cast(a.shown_minor as varchar)
                when '3' then cast(cast(a.shown_minor / 1000.0 as decimal(18, 3)) as varchar)
                else cast(cast(a.shown_minor / 100.0 as decimal(18, 2)) as varchar) end || ' ' || a.currency, 'no amount')
        || case when a.of_refund then ' refunded' else ' ordered' end || '; of ' || a.paid_by || ' '
        || coalesce(case d.exponent when '0' then cast(a.had_minor as varchar)
                when '3' then cast(cast(a.had_minor / 1000.0 as decimal(18, 3)) as varchar)
                else cast(cast(a.had_minor / 100.0 as decimal(18, 2)) as varchar) end || ' ' || a.taken_in, 'no amount')
        || case when a.of_refund then ' went back' when a.foreign_money or a.other_amount then ' was asked for'
                else ' was taken' end                      as reason,
    a.path,
    a.line,
    a.origin
from amounts a
left join currency c on c.code = a.currency
left join currency d on d.code = a.taken_in
