/*
title     = "GraphQL documents fit their schema"
level     = "should"
why       = "A server refuses a document as a whole for one field that it does not know: the step of the checkout that sends it never works."
fix       = "Ask for what the schema has, or bring the schema in the repository up to date, and check documents in the build."
effort    = "line"
reference = ["GraphQL specification, October 2021, section 5 (Validation) (https://spec.graphql.org/October2021/#sec-Validation)"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    path || ' ' || document                                as subject,
    valid                                                  as met,
    case when valid then 'fits ' || schema_path
         when valid is null then coalesce(message, 'cannot be held against a schema')
         when schema_path is null then message
         when problems = 1 then 'does not fit ' || schema_path || ': ' || message
         else 'does not fit ' || schema_path || ' in ' || problems || ' places, first: ' || message end as reason,
    path,
    line
from graphql_use
-- What tests send is meant to be refused at times.
where not is_test and (valid is not null or schema_path is not null or message not like 'no schema%')
