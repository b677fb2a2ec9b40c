/*
title     = "Files in import cycles"
unit      = "ratio"
better    = "lower"
kind      = "maintainability"
why       = "Files in a cycle can only be understood together."
formula   = "files in a cycle of imports that stay at run time / files of source, tests left out"
reference = ["https://github.com/sverweij/dependency-cruiser/blob/main/doc/rules-reference.md#circular"]
*/
select f.integration, count(distinct c.path) as numerator, count(distinct f.path) as denominator
from source_file f left join file_cycle c on c.path = f.path and not c.only_types where not f.is_test group by f.integration
