/*
title     = "What is disputed is not refunded as well"
level     = "must"
why       = "The bank has taken the money back already; a refund besides gives it away twice."
fix       = "Ask for open disputes before a refund is made, and accept the dispute instead."
effort    = "local"
reference = ["https://docs.moov.io/guides/accept-payments/cards/refunds/", "https://docs.mangopay.com/errors/codes/005408"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with disputed as (
    select integration, environment, origin, provider, payment, min(coalesce(occurred_at, received_at)) as disputed_at,
        count(*) as told, count(coalesce(occurred_at, received_at)) as timed, min(path) as path, min(line) as line
    from payment_event
    where state = 'disputed'
    group by integration, environment, origin, provider, payment
),
later as (
    select d.integration, d.environment, d.origin, d.provider, d.payment,
        min(case when e.state in ('refunded', 'partially_refunded') and coalesce(e.occurred_at, e.received_at) > d.disputed_at
            then coalesce(e.occurred_at, e.received_at) end) as refunded_at,
        bool_or(e.state = 'dispute_won') as won, bool_or(e.state = 'dispute_lost') as lost,
        count(case when e.state in ('refunded', 'partially_refunded') and (coalesce(e.occurred_at, e.received_at) is null
            or d.disputed_at is null) then 1 end) as untimed,
        min(d.disputed_at) as disputed_at, min(d.path) as path, min(d.line) as line
    from disputed d
    join payment_event e on e.provider = d.provider and e.payment = d.payment
        and e.integration is not distinct from d.integration and e.environment is not distinct from d.environment
        and e.origin is not distinct from d.origin
    group by d.integration, d.environment, d.origin, d.provider, d.payment
)
select
    integration,
    provider || ' ' || payment                             as subject,
    case when refunded_at is null then case when untimed = 0 then true end
         -- An inquiry that a refund settles ends for the shop.
         when won then true
         when lost then false end                          as met,
    case when refunded_at is null and untimed > 0 then 'disputed and refunded; which came first is not told'
         when refunded_at is null then 'disputed, and not refunded after it'
         when won then 'refunded after it was disputed; the dispute ended for the shop'
         when lost then 'disputed ' || cast(disputed_at as varchar) || ', refunded ' || cast(refunded_at as varchar) || ', and the dispute was lost as well'
         else 'refunded after it was disputed; how the dispute ended is not told' end as reason,
    path,
    line,
    origin
from later
