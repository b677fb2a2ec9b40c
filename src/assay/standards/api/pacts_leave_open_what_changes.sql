/*
title     = "Pacts leave open what is another each time"
level     = "may"
why       = "Identifiers and times that have to be the very same tie the provider to made-up data, and break when nothing is wrong."
fix       = "Match them by type, pattern or format in the consumer's test, and keep exact values for what the consumer decides by."
effort    = "local"
reference = ["Pact docs, matching (https://docs.pact.io/getting_started/matching)"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    path || ': ' || interaction                          as subject,
    case when "left" is null then volatile is null end   as met,
    case when "left" is not null then 'not judged: ' || "left"
         else coalesce(volatile || ' has to be the very same; ', '') || open_values || ' of '
           || (exact_values + open_values) || ' texts and numbers of the expected response are left open' end as reason,
    path, pointer
from pact_interaction
where exact_values + open_values > 0 or "left" is not null
