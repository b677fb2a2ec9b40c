/*
title     = "Pacts say clearly what is expected"
level     = "should"
why       = "An interaction that cannot be read, is named like another, or breaks its own rule is verified wrongly, or not at all."
fix       = "Mend the consumer's test that writes it: a description and states of its own, and an example that its rules accept."
effort    = "local"
reference = ["Pact specification 4, interactions and matching rules (https://github.com/pact-foundation/pact-specification/tree/version-4)", "pact-foundation/pact-ruby issue 18: duplicate interactions"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    path || ': ' || interaction                          as subject,
    case when problem is not null or same > 0 then false
         when "left" is not null then null else true end as met,
    case when problem is not null then problem
         when same > 0 then 'has the description and states of ' || same || ' before it in the file'
         when "left" is not null then 'not judged: ' || "left"
         else 'can be read, and keeps its own rules' end as reason,
    path, pointer
from pact_interaction
union all
select
    integration,
    path                                                 as subject,
    problem is null                                      as met,
    coalesce(problem, 'says who expects what of whom')   as reason,
    path, pointer
from pact_file
