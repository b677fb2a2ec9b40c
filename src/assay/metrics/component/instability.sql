/*
title     = "Instability of the unit"
unit      = "ratio"
better    = "lower"
kind      = "maintainability"
why       = "What many build on should depend on little."
formula   = "units it imports / (units that import it + units it imports)"
reference = ["Martin: OO Design Quality Metrics, 1994: I = Ce / (Ca + Ce)"]
*/
with edge as (
    select distinct e.integration as source, t.integration as target
    from import_edge e join source_file t on t.path = e.to_path
    where not e.is_test and t.integration <> e.integration
)
select u.integration,
    (select count(*) from edge where source = u.integration) as numerator,
    (select count(*) from edge where source = u.integration or target = u.integration) as denominator
from integration u where u.path <> '.'
