/*
title     = "What one user has made is closed to another"
level     = "must"
why       = "Identifiers are guessed, shared and leaked. An order that answers to whoever knows its number shows addresses and payments of strangers."
fix       = "Look at whose object it is wherever one is read or changed by its identifier, and answer 404 to others. Objects that belong to everybody are named with --shared."
effort    = "local"
reference = ["OWASP API Security Top 10 2023 API1:2023", "RFC 9110 section 15.5.4"]
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
where probe = 'objects'
