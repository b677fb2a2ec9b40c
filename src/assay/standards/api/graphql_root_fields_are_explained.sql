/*
title     = "GraphQL schemas say in words what they offer"
level     = "may"
why       = "A schema is its own documentation: whether a mutation charges at once or later stands in a description, or nowhere."
fix       = "Describe every field of Query, Mutation and Subscription: what it does, who may, and what it changes."
effort    = "local"
reference = ["GraphQL specification, October 2021, section 2.1.7 and 3.3 (Descriptions) (https://spec.graphql.org/October2021/#sec-Descriptions)"]
since     = "0.1"
evidence  = []
limits    = { percent = 90 }
*/
select
    integration,
    whole || ' ' || type                                   as subject,
    case when count(*) < 2 and count(case when described then 1 end) = 0 then null
         else 100.0 * count(case when described then 1 end) / count(*) >= $percent end as met,
    count(case when described then 1 end) || ' of ' || count(*) || ' fields of ' || type || ' say in words what they do'
        || coalesce('; ' || min(case when not described then field end) || ' does not', '') as reason,
    coalesce(arg_min(path, case when not described then field end), min(path)) as path,
    arg_min(line, case when not described then field end)  as line
from (
    -- The parts of a schema are taken together.
    select f.*, case when s.valid is null then 'parts' else f.path end as whole
    from graphql_field f
    left join graphql_schema s on s.path = f.path and s.copy_of is null
    where f.kind in ('query', 'mutation', 'subscription')
) f
group by integration, whole, type, kind
