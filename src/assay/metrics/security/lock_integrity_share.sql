/*
title     = "Locked packages with a checksum"
unit      = "ratio"
better    = "higher"
kind      = "security"
why       = "A package without a checksum can be exchanged on its way."
formula   = "entries with a checksum / entries from a registry or address"
reference = ["https://docs.npmjs.com/cli/configuring-npm/package-lock-json#packages"]
*/
select integration, count(case when integrity then 1 end) as numerator, count(integrity) as denominator
from locked_dependency where resolved_kind in ('registry', 'url') group by integration
