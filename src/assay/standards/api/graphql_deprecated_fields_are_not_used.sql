/*
title     = "GraphQL documents use nothing that is deprecated"
level     = "should"
why       = "What is marked as deprecated is taken out one day, and every document that still asks for it is refused as a whole from then on."
fix       = "Ask for what the reason names instead, before the provider's date."
effort    = "local"
reference = ["GraphQL specification, October 2021, section 3.13.3 (@deprecated) (https://spec.graphql.org/October2021/#sec--deprecated)"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    path || ' ' || document                                as subject,
    case when valid then deprecated is null end            as met,
    case when valid is null then 'cannot be told: ' || coalesce(message, 'there is no schema')
         when deprecated is null then 'uses nothing that is deprecated'
         else 'uses ' || deprecated end                    as reason,
    path,
    line
from graphql_use
-- What does not fit at all is told by another standard.
where not is_test and schema_path is not null and coalesce(valid, true)
