/*
title     = "What asks for credentials is closed without them"
level     = "must"
why       = "An operation that says that it asks who calls, and does not, gives every shopper's orders to anybody."
fix       = "Ask for credentials before anything else, for all operations in one place, and answer 401 without them."
effort    = "local"
reference = ["OWASP API Security Top 10 2023 API2:2023", "RFC 9110 section 15.5.2", "https://schemathesis.readthedocs.io/en/stable/reference/checks/"]
since     = "0.1"
evidence  = []
*/
with opened as (
    select integration, path, operation, min(line) as line, string_agg(message, '; ' order by message) as message
    from trial_failure
    where what = 'authentication'
    group by integration, path, operation
)
select
    integration,
    coalesce(operation, 'every operation') || ': ' || replace(question, '_', ' ') as subject,
    held                                                   as met,
    reason,
    path,
    line
from trial_probe
where probe = 'authentication'
union all
select integration, operation || ': generated requests', false, message, path, line from opened
