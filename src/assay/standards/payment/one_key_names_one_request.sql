/*
title     = "An idempotency key names one request"
level     = "must"
why       = "A key that is used for two different payments makes the provider answer the second with the result of the first."
fix       = "Make one key per intent; never reuse one for another amount or order."
effort    = "design"
reference = ["draft-ietf-httpapi-idempotency-key-header section 2.2 and 2.7"]
since     = "0.1"
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
