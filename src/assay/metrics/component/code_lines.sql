/*
title     = "Size of the code"
unit      = "count"
better    = "lower"
kind      = "maintainability"
why       = "Cost of change grows with size; the other measures are read against it."
formula   = "lines that are neither blank nor comment, tests and generated code left out"
*/
select integration, sum(code_lines) as value
from source_file
where not is_test and not is_generated
group by integration
