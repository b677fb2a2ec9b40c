/*
title     = "Payment writes carry an idempotency key"
level     = "must"
why       = "When an answer is lost, a retry without a key takes the money twice."
fix       = "Make a key when the payment intent is created, keep it with the intent, and send it with every attempt (Idempotency-Key)."
effort    = "design"
reference = ["draft-ietf-httpapi-idempotency-key-header section 2", "https://docs.stripe.com/api/idempotent_requests"]
since     = "0.1"
*/
select
    integration,
    recording || ' #' || entry || ' ' || method || ' ' || route   as subject,
    idempotency_key is not null                                   as met,
    case when idempotency_key is not null then 'carries a key'
         else method || ' ' || route || ' (' || operation || ') carries no idempotency key' end as reason,
    path,
    line,
    origin
from call
where operation is not null and method in ('POST', 'PATCH')
