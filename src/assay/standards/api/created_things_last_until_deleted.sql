/*
title     = "What was created is there, and what was deleted is gone"
level     = "should"
why       = "A cart that answers 201 and then 404 is lost; one that can still be read after it was deleted was never deleted."
fix       = "Answer 201 once it can be read, or 202 and where to look; answer 404 or 410 to what was deleted."
effort    = "local"
reference = ["RFC 9110 section 15.3.2", "RFC 9110 section 9.3.5", "https://schemathesis.readthedocs.io/en/stable/reference/checks/"]
since     = "0.1"
evidence  = []
*/
with wrong as (
    select path, operation, min(line) as line, string_agg(message, '; ' order by what, message) as message
    from trial_failure
    where what in ('created_missing', 'deleted_readable')
    group by path, operation
),
looked as (
    -- Only what follows links from one operation to the next reads again what was created or deleted.
    select distinct e.path, e.operation
    from trial_exchange e join call c on c.path = e.path and c.entry = e.entry
    where e.phase = 'stateful' and c.status between 200 and 299
)
select
    o.integration,
    o.operation                                            as subject,
    case when w.path is not null then false when l.path is not null then true end as met,
    coalesce(w.message, case when l.path is not null then 'nothing that was created was missing, nothing that was deleted was there'
                             else 'what it did was never looked at afterwards' end) as reason,
    o.path,
    coalesce(w.line, o.line)                               as line
from trial_operation o
left join wrong w on w.path = o.path and w.operation = o.operation
left join looked l on l.path = o.path and l.operation = o.operation
where w.path is not null or regexp_matches(o.operation, '^(POST|DELETE) ')
union all
select integration, coalesce(operation, 'every operation') || ': ' || replace(question, '_', ' '), held, reason, path, line
from trial_probe
where probe = 'lifetimes'
