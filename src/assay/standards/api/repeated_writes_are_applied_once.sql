/*
title     = "A write that is repeated under its key is applied once"
level     = "must"
why       = "Networks lose answers, and clients ask again. A key that is taken and not kept pays, refunds or orders twice."
fix       = "Keep the answer under user, operation and key; give it again to the same body, and 422 to another."
effort    = "local"
reference = ["draft-ietf-httpapi-idempotency-key-header-07 section 2.6", "draft-ietf-httpapi-idempotency-key-header-07 section 2.7"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    coalesce(operation, 'every operation') || ': ' || replace(question, '_', ' ') as subject,
    held                                                   as met,
    reason,
    path,
    line
from trial_probe
where probe = 'replays'
