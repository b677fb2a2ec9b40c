/*
title     = "Dates and times state their format"
level     = "should"
why       = "03/04/2026 is two days, and a time without an offset is 24 hours; each client that guesses makes its own bug at the end of a month."
fix       = "Use format: date-time (or date) with RFC 3339 text; where it is a number, state its unit as the format (unix-time)."
effort    = "line"
reference = ["RFC 3339 section 5.6", "JSON Schema Validation 2020-12 section 7.3.1"]
since     = "0.1"
evidence  = []
*/
select
    min(integration)                                       as integration,
    api || ' ' || schema                                   as subject,
    case when bool_or(type is not null and format is null and not pattern and value_count is null) then false
         when bool_or(type is null) then null else true end as met,
    schema || ': ' || case when bool_or(type is not null and format is null and not pattern and value_count is null)
         then count(case when type is not null and format is null and not pattern and value_count is null then 1 end)
            || ' of ' || count(*) || ' dates and times state no format: '
            || min(case when type is not null and format is null and not pattern and value_count is null then property || ' (' || type || ')' end)
            || case when count(case when type is not null and format is null and not pattern and value_count is null then 1 end) > 1 then ' and others' else '' end
         when bool_or(type is null) then 'nothing says of what type ' || min(case when type is null then property end) || ' is'
         else 'each of ' || count(*) || ' dates and times states its format' end as reason,
    coalesce(arg_min(path, case when type is not null and format is null and not pattern and value_count is null then property end), min(path)) as path,
    coalesce(arg_min(pointer, case when type is not null and format is null and not pattern and value_count is null then property end), min(pointer)) as pointer
from (
    -- What is one of several states what any of them states.
    select api, schema, property, min(integration) as integration, min(path) as path, min(pointer) as pointer,
        max(type) as type, max(format) as format, bool_or(pattern) as pattern, max(value_count) as value_count
    from api_property
    where regexp_matches(property, '(^|[._\]])([a-z_]*_)?(at|date|datetime|timestamp|time)$|[a-z](At|Date|DateTime|Timestamp|Time)$|(^|[.])(date_[a-z]+|date[A-Z][a-z]+|created|updated|modified)$')
    group by api, schema, property
) field
where not regexp_matches(coalesce(type, ''), 'object|array|boolean')
  -- A length of time is no point in it.
  and not regexp_matches(lower(property), '(response|processing|transit|handling|lead|delivery|wait|elapsed|expires_in|run|up|cycle).?time$|_by$|expires_?in$')
group by api, schema
