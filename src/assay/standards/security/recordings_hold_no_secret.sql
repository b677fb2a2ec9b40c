/*
title     = "Recordings hold no secret"
level     = "must"
why       = "Whoever reads the repository can use the token for as long as it lives."
fix       = "Mask the field when recording, in headers and in bodies, by name and by form; revoke what was recorded."
effort    = "record"
reference = ["CWE-312", "OWASP API2:2023"]
since     = "0.1"
evidence  = ["recording"]
*/
select
    integration,
    recording                                             as subject,
    case when found > 0 then false when unsearched > 0 then null else true end as met,
    case when found > 0 then found || ' found, first ' || first
         when unsearched > 0 then unsearched || ' bodies of ' || entries || ' exchanges could not be searched'
         else 'none was recognised in ' || entries || ' exchanges' end as reason,
    path,
    line,
    origin
from recording_exposure
where kind = 'secret'
