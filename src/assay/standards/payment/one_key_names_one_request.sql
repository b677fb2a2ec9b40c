/*
title     = "An idempotency key names one request"
level     = "must"
why       = "A key that is used for two different payments makes the provider answer the second with the result of the first."
fix       = "Make one key per intent; never reuse one for another amount or order."
effort    = "design"
reference = ["draft-ietf-httpapi-idempotency-key-header section 2.2 and 2.7"]
since     = "0.1"
evidence  = ["call"]
*/
select
    integration,
    arg_min(coalesce(recording, path) || ' #' || entry || ' ' || method || ' ' || route,
            path || '#' || right('00000' || entry, 6))     as subject,
    count(distinct request_digest) <= 1                    as met,
    case when count(distinct request_digest) <= 1
         then 'the key of this request was sent ' || count(*) || case when count(*) = 1 then ' time' else ' times, always with the same body' end
         else 'the key of this request was sent ' || count(*) || ' times, with ' || count(distinct request_digest)
              || ' different bodies' end                   as reason,
    min(path)                                              as path,
    arg_min(line, path || '#' || right('00000' || entry, 6)) as line
from call
where idempotency_key is not null and request_digest is not null
group by integration, idempotency_key
union all
select
    integration,
    'key of ' || provider || ' ' || min(payment)           as subject,
    min(payment) = max(payment)                            as met,
    case when min(payment) = max(payment) then 'the key was told ' || count(*) || ' times, always of this payment'
         else 'the key was told of ' || count(distinct payment) || ' payments, of which ' || max(payment) || ' is another' end as reason,
    min(path)                                              as path,
    arg_min(line, payment || right('000000000000' || entry, 12)) as line
from payment_event
where side = 'api' and idempotency_key is not null
group by integration, environment, origin, provider, idempotency_key
having count(*) > 1
