/*
title     = "The browser is sent only where it is meant to go"
level     = "should"
why       = "Whoever can put an address into that data sends the shopper from the checkout to a page that looks like it."
fix       = "Before going there, parse the address and compare its host with a list, or build it from a fixed host."
effort    = "local"
reference = ["CWE-601", "https://cwe.mitre.org/data/definitions/601.html"]
since     = "0.1"
*/
select
    integration,
    path || ': ' || sink || ' ' || address                                   as subject,
    case when bool_or(not validated) then false when bool_and(validated) then true end as met,
    case when bool_or(not validated)
         then sink || ' goes to ' || address || ', which comes from data, and nothing looks at its host before'
         when bool_and(source = 'literal') then 'goes to a host that is fixed'
         when bool_and(validated) then 'looks at the host before it goes there'
         when bool_or(source = 'parameter') then 'goes where its caller says: ' || address || '; whether that was looked at cannot be seen here'
         else 'goes to ' || address || ', which is computed elsewhere' end    as reason,
    path,
    coalesce(min(case when not validated then line end), min(line))          as line
from navigation
where not is_test
group by integration, path, sink, address
