/*
title     = "Bytes of answers that no source names"
unit      = "ratio"
better    = "lower"
kind      = "performance"
why       = "What is fetched and never read costs the shopper time, and may tell what nobody should know."
formula   = "bytes of fields that no source names / bytes of the answers to operations that source here asks for, where it can be seen what reads them"
reference = ["OWASP API3:2023", "https://google.aip.dev/157"]
*/
select integration, coalesce(sum(bytes) filter (not named), 0) as numerator, sum(bytes) as denominator
from answer_field where named is not null group by integration
