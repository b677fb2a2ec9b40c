/*
title     = "A refund goes back to what it was paid with"
level     = "must"
why       = "Money that goes back to another card is how stolen cards are turned into cash, and the networks forbid it."
fix       = "Refund by the payment, never to a card that is given with the refund."
effort    = "local"
reference = ["https://docs.stripe.com/refunds", "https://docs.adyen.com/point-of-sale/shopper-recognition/before-refund"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with side as (
    -- A card and the token that stands for it are two names of one thing: each is compared with its like.
    select integration, environment, origin, provider, payment, credential_kind,
        min(case when state in ('authorized', 'captured', 'partially_captured') then credential end) as paid_with,
        min(case when state in ('refunded', 'partially_refunded') then credential end) as refunded_to,
        max(case when state in ('refunded', 'partially_refunded') then credential end) as also_to,
        min(path) as path, min(line) as line
    from payment_event
    where state in ('authorized', 'captured', 'partially_captured', 'refunded', 'partially_refunded')
    group by integration, environment, origin, provider, payment, credential_kind
),
compared as (
    select *, refunded_to = paid_with and also_to = paid_with as back
    from side
    where refunded_to is not null
)
select
    integration,
    provider || ' ' || payment                             as subject,
    bool_and(back)                                         as met,
    case when bool_and(back) is null then 'refunded; what it was paid with is not told'
         when bool_and(back) then 'refunded to what it was paid with'
         else 'refunded to another card or account than it was paid with' end as reason,
    min(path)                                              as path,
    min(line)                                              as line,
    origin
from compared
group by integration, environment, origin, provider, payment
