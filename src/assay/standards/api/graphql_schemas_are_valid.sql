/*
title     = "GraphQL schemas are valid"
level     = "should"
why       = "A server does not start with a schema that breaks the specification, and a client's tools make no types of it."
fix       = "Mend the first place and look again: a type that is missing, a name that stands twice, an interface that is not kept."
effort    = "line"
reference = ["GraphQL specification, October 2021, section 3 (Type System) (https://spec.graphql.org/October2021/#sec-Type-System)"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    path                                                   as subject,
    valid                                                  as met,
    case when valid then 'defines ' || types || ' types'
         when problems = 1 then 'breaks the specification: ' || message
         else 'breaks the specification in ' || problems || ' places, first: ' || message end as reason,
    path,
    line
from graphql_schema
where copy_of is null and valid is not null
union all
-- How the parts come together is not in the files: they are told of once.
select
    integration,
    'parts of schemas',
    null,
    count(*) || case when count(*) = 1 then ' file is a part' else ' files are parts' end || ' of a schema that is put together elsewhere: '
        || min(path) || ' ' || coalesce(arg_min(message, (path, message)) filter (message is not null), 'does not stand by itself'),
    min(path),
    null
from graphql_schema
where copy_of is null and valid is null
group by integration
