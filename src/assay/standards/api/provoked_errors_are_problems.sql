/*
title     = "Errors are problem details, whoever answers them"
level     = "should"
why       = "Where the API says that errors are problem details, a client reads them so. Those of the router, the parser and the gateway are the ones that are forgotten."
fix       = "Answer all errors in one place, those of routing and parsing too, as application/problem+json."
effort    = "local"
reference = ["RFC 9457 section 3"]
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
where probe = 'problems'
