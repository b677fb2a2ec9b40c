/*
title     = "Currency codes are those of ISO 4217"
level     = "must"
why       = "An unknown currency code has no exponent, so its amounts cannot be read."
fix       = "Use the three-letter codes of ISO 4217."
reference = ["ISO 4217:2015"]
since     = "0.1"
*/
select
    m.integration,
    m.path || ' ' || m.field || ' ' || coalesce(m.currency, '?') as subject,
    case when m.currency is null then null else bool_or(c.code is not null) end as met,
    case when m.currency is null then 'no currency is given beside the amount'
         when bool_or(c.code is not null) then m.currency || ' is a currency'
         else m.currency || ' is no currency of ISO 4217' end as reason,
    m.path,
    min(m.line)                                            as line
from money_amount m
left join currency c on c.code = m.currency
group by m.integration, m.path, m.field, m.currency
