/*
title     = "Deprecated parts of a GraphQL schema say what to use instead"
level     = "may"
why       = "Who is told only that a field goes away does not know where to go, and stays."
fix       = "Give @deprecated a reason that names the field to use, or says that there is none any more."
effort    = "line"
reference = ["GraphQL specification, October 2021, section 3.13.3 (@deprecated) (https://spec.graphql.org/October2021/#sec--deprecated)"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    path || ' ' || type || '.' || field                    as subject,
    case when reason is null or lower(reason) in ('no longer supported', 'deprecated') then false
         when length(reason) < 4 then null
         else true end                                     as met,
    case when reason is null or lower(reason) in ('no longer supported', 'deprecated') then 'is deprecated, and nothing says what comes instead'
         else 'is deprecated: ' || reason end              as reason,
    path,
    line
from graphql_field
where deprecated
