/*
title     = "Recordings name no mailbox that may be somebody's"
level     = "should"
why       = "An address outside the reserved domains may be a person's: a replay may write to it, and the repository publishes it."
fix       = "Record with addresses at example.com or a .test domain, and mask the shop's own contact address."
effort    = "record"
reference = ["RFC 2606 section 3", "RFC 6761 section 6"]
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
where kind = 'mailbox'
