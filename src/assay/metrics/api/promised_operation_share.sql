/*
title     = "Described operations that some consumer expects"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "Operations that no pact speaks of may be changed without anybody noticing, or are not needed at all."
formula   = "operations of an API under contract that an interaction goes to / operations it describes"
reference = ["https://docs.pact.io/getting_started/how_pact_works"]
*/
with promised as (select distinct api, operation from pact_agreement where against = 'description' and operation is not null),
party as (select distinct api, unit from pact_party where api is not null and unit is not null)
select p.unit as integration,
    count(distinct case when x.operation is not null then o.operation end) as numerator,
    count(distinct o.operation) as denominator
from api_operation o
join party p on p.api = o.api
left join promised x on x.api = o.api and x.operation = o.operation
where o.kind = 'path'
group by p.unit
