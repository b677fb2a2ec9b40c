/*
title     = "Country codes are those of ISO 3166-1"
level     = "must"
why       = "A country that nobody knows has no tax, no shipping rate and no rule for strong authentication."
fix       = "Use the two-letter codes of ISO 3166-1."
effort    = "local"
reference = ["ISO 3166-1 alpha-2 (as in the UN M49 list, 2026-05)"]
since     = "0.1"
*/
select
    v.integration,
    v.field || ' ' || v.code                               as subject,
    bool_and(c.code is not null)                           as met,
    v.code || case when bool_and(c.code is not null) then ' is a country' else ' is no country of ISO 3166-1' end
        || '; recordings that hold it: ' || count(distinct v.path) as reason,
    min(v.path)                                            as path,
    arg_min(v.line, v.path || '#' || right('00000' || v.entry, 6)) as line
from code_value v
left join country c on c.code = upper(v.code)
where v.code_list = 'country'
group by v.integration, v.field, v.code
