/*
title     = "No text is run as code"
level     = "must"
why       = "Text that is run as code turns every injection into control of the payment page."
fix       = "Parse data as data (JSON.parse); call functions by name from a fixed table."
effort    = "local"
reference = ["CWE-95"]
since     = "0.1"
*/
select
    f.integration,
    f.path                                                 as subject,
    count(d.sink) = 0                                      as met,
    case when count(d.sink) = 0 then 'runs no text as code' else 'runs text by ' || min(d.sink) end as reason,
    f.path,
    min(d.line)                                            as line
from source_file f
left join dynamic_code d on d.path = f.path
where not f.is_test
group by f.integration, f.path
