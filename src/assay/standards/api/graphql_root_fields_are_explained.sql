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
    path || ' ' || type                                    as subject,
    case when count(*) < 2 and count(case when described then 1 end) = 0 then null
         else 100.0 * count(case when described then 1 end) / count(*) >= $percent end as met,
    count(case when described then 1 end) || ' of ' || count(*) || ' fields of ' || type || ' say in words what they do'
        || coalesce('; ' || min(case when not described then field end) || ' does not', '') as reason,
    path,
    min(case when not described then line end)             as line
from graphql_field
where kind in ('query', 'mutation', 'subscription')
group by integration, path, type, kind
