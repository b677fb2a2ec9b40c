/*
title     = "Currency codes are those of ISO 4217"
level     = "must"
why       = "An unknown currency code has no exponent, so its amounts cannot be read."
fix       = "Use the three-letter codes of ISO 4217."
effort    = "local"
reference = ["ISO 4217, list one (SIX, 2024-06-25)"]
since     = "0.1"
*/
select
    v.integration,
    v.field || ' ' || v.code                               as subject,
    bool_and(c.code is not null)                           as met,
    v.code || case when bool_and(c.code is not null) then ' is a currency' else ' is no currency of ISO 4217' end
        || '; recordings that hold it: ' || count(distinct v.path) as reason,
    min(v.path)                                            as path,
    arg_min(v.line, v.path || '#' || right('00000' || v.entry, 6)) as line
from code_value v
left join currency c on c.code = upper(v.code)
where v.code_list = 'currency'
group by v.integration, v.field, v.code
