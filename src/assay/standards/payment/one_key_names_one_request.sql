/*
title     = "An idempotency key names one request"
level     = "must"
why       = "A key that is used for two different payments makes the provider answer the second with the result of the first."
fix       = "Make one key per intent; never reuse one for another amount or order."
effort    = "design"
reference = ["draft-ietf-httpapi-idempotency-key-header section 2.2 and 2.7"]
since     = "0.1"
evidence  = ["call"]
provoked  = true
*/
select
    c.integration,
    arg_min(coalesce(c.recording, c.path) || ' #' || c.entry || ' ' || c.method || ' ' || c.route,
            c.path || '#' || right('00000' || c.entry, 6)) as subject,
    count(distinct c.request_digest) <= 1                  as met,
    case when count(distinct c.request_digest) <= 1
         then 'the key of this request was sent ' || count(*) || case when count(*) = 1 then ' time' else ' times, always with the same body' end
         else 'the key of this request was sent ' || count(*) || ' times, with ' || count(distinct c.request_digest)
              || ' different bodies' end                   as reason,
    min(c.path)                                            as path,
    arg_min(c.line, c.path || '#' || right('00000' || c.entry, 6)) as line,
    c.origin
from call c
left join trial_exchange t on t.path = c.path and t.entry = c.entry
where c.idempotency_key is not null and c.request_digest is not null and t.entry is null
group by c.integration, c.origin, c.idempotency_key
union all
select
    integration,
    'key of ' || provider || ' ' || min(payment)           as subject,
    min(payment) = max(payment)                            as met,
    case when min(payment) = max(payment) then 'the key was told ' || count(*) || ' times, always of this payment'
         else 'the key was told of ' || count(distinct payment) || ' payments, of which ' || max(payment) || ' is another' end as reason,
    min(path)                                              as path,
    arg_min(line, payment || right('000000000000' || entry, 12)) as line,
    origin
from payment_event
where side = 'api' and idempotency_key is not null
group by integration, environment, origin, provider, idempotency_key
having count(*) > 1
