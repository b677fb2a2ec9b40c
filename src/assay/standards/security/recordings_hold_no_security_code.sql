/*
title     = "Recordings hold no card security code"
level     = "must"
why       = "Sensitive authentication data must not be stored after authorisation, not even encrypted, not even in tests that may be run with a real card."
fix       = "Drop the field from the body when recording."
effort    = "record"
reference = ["PCI DSS 4.0.1 requirement 3.3.1.2"]
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
where kind = 'security_code'
