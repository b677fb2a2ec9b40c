/*
title     = "Sensitive values per 1,000 exchanges"
unit      = "per 1,000 exchanges"
better    = "lower"
kind      = "vulnerability"
why       = "What a recording shows, whoever reads the repository has."
formula   = "secrets, card numbers and security codes / exchanges * 1,000"
reference = ["CWE-312"]
*/
select c.integration, 1000.0 * coalesce(s.hits, 0) / c.exchanges as value
from (select integration, count(*) as exchanges from call group by integration) c
left join (
    select integration, count(*) as hits from sensitive_datum
    where kind in ('secret', 'pan', 'sad') and not publishable and entry is not null group by integration
) s on s.integration = c.integration
