/*
title     = "Versions that a request names are honoured"
level     = "should"
why       = "Two tabs change one cart: without a look at If-Match the older overwrites the newer. Without one at If-None-Match everything is sent again."
fix       = "Compute the ETag from what is sent, answer 304 to the one that is known, and 412 to a change of one that is stale."
effort    = "local"
reference = ["RFC 9110 section 13.1.1", "RFC 9110 section 13.1.2", "RFC 9110 section 8.8.3"]
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
where probe = 'conditions'
