/*
title     = "A retry after a lost answer keeps its key"
level     = "must"
why       = "When nobody heard the answer, the money may have moved; under a new key the provider takes the retry for a new payment and moves it again."
fix       = "Make the key when the payment is first wanted, keep it beside the order, and send it with every retry until the outcome is known."
effort    = "design"
reference = ["draft-ietf-httpapi-idempotency-key-header section 2", "https://docs.stripe.com/api/idempotent_requests"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with lost as (
    select distinct integration, environment, origin, provider, coalesce(order_id, payment) as purchase
    from payment_event
    where side = 'api' and state in ('unknown', 'error')
),
told as (
    select e.*, l.purchase,
        lag(e.side || ' ' || e.state) over lifecycle as before,
        lag(e.idempotency_key) over lifecycle as key_before
    from payment_event e
    join lost l on l.provider = e.provider and l.purchase = coalesce(e.order_id, e.payment)
        and l.integration is not distinct from e.integration
        and l.environment is not distinct from e.environment
        and l.origin is not distinct from e.origin
    window lifecycle as (partition by e.integration, e.environment, e.origin, e.provider, l.purchase
        -- A notification counts from when it reached the shop.
        order by case when e.side = 'webhook' then coalesce(e.received_at, e.occurred_at)
            else coalesce(e.occurred_at, e.received_at) end, e.side, e.event, e.path, e.entry)
)
select
    integration,
    provider || ' ' || payment                             as subject,
    idempotency_key = key_before                           as met,
    case when idempotency_key = key_before then 'the retry carries the key of the request whose answer was lost'
         when idempotency_key is null or key_before is null then 'the answer to a request was lost and it was sent again; the keys are not told'
         else 'the answer to a request was lost, and the retry (' || state || ') carries another key' end as reason,
    path,
    line,
    origin
from told
where side = 'api' and before in ('api unknown', 'api error')
    and state in ('created', 'pending', 'authorized', 'captured', 'declined', 'error', 'unknown')
