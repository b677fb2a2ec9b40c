/*
title     = "Recordings hold no test card either"
level     = "should"
why       = "A published test number does no harm, but it shows that nothing masks card numbers: a real one would have been recorded likewise."
fix       = "Mask the field when recording, as for a real card."
effort    = "record"
reference = ["PCI DSS 4.0.1 requirement 6.5.5"]
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
where kind = 'test_card'
