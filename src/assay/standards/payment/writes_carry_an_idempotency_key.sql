/*
title     = "Payment writes carry an idempotency key"
level     = "must"
why       = "When an answer is lost, a retry without a key takes the money twice."
fix       = "Make a key when the payment intent is created, keep it with the intent, and send it with every attempt (Idempotency-Key)."
effort    = "design"
reference = ["draft-ietf-httpapi-idempotency-key-header section 2", "https://docs.stripe.com/api/idempotent_requests"]
since     = "0.1"
evidence  = ["call"]
provoked  = true
*/
select
    c.integration,
    c.recording || ' #' || c.entry || ' ' || c.method || ' ' || c.route as subject,
    c.idempotency_key is not null                                 as met,
    case when c.idempotency_key is not null then 'carries a key'
         else c.method || ' ' || c.route || ' (' || c.operation || ') carries no idempotency key' end as reason,
    c.path,
    c.line,
    c.origin
from call c
left join trial_exchange t on t.path = c.path and t.entry = c.entry
-- What a trial of an API sends is of its own making; what a shop sends while it is tried is not.
where c.operation is not null and c.method in ('POST', 'PATCH') and t.entry is null
