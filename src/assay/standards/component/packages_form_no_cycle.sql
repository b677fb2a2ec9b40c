/*
title     = "Packages form no cycle"
level     = "must"
why       = "Packages in a cycle can only be built, tested and released together."
fix       = "Move what both need into a third package, or turn the dependency round."
effort    = "design"
reference = ["https://github.com/sverweij/dependency-cruiser/blob/main/doc/rules-reference.md#circular"]
since     = "0.1"
evidence  = ["import_edge"]
*/
select
    i.integration,
    i.integration                                          as subject,
    c.path is null or c.with_tests                         as met,
    case when c.path is null then 'is in no cycle'
         when c.with_tests then 'is in a cycle that only tests close'
         else 'is in a cycle of ' || c.size || ' packages, that of ' || c.cycle end as reason,
    i.path
from integration i
left join package_cycle c on c.path = i.path
where i.path <> '.' and exists (select 1 from import_edge e where e.integration = i.integration)
