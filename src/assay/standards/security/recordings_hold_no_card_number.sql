/*
title     = "Recordings hold no card number"
level     = "must"
why       = "A card number in a repository is a card number published."
fix       = "Mask the field when recording; use the provider's token instead."
effort    = "record"
reference = ["PCI DSS 4.0.1 requirement 3.5.1", "PCI DSS 4.0.1 requirement 6.5.5"]
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
where kind = 'card_number'
