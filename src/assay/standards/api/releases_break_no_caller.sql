/*
title     = "No release of an API breaks who calls it here"
level     = "must"
why       = "The caller was written against the version before: where that changes under it, orders fail on the day of the release."
fix       = "Change the caller first, so that it takes both versions; or keep the old operation beside the new one until it has moved."
effort    = "local"
reference = ["Semantic Versioning 2.0.0 item 8 (https://semver.org/#spec-item-8)", "RFC 9745 section 1 (resources are deprecated before they go)"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    api || ' ' || operation                                as subject,
    case when not bool_or(in_place) then true
         when bool_or(in_place and breaking > 0) then false
         when bool_or(in_place and possibly_breaking > 0) then null
         else true end                                     as met,
    case when max(breaking) > 0 then max(breaking) || case when max(breaking) = 1 then ' change breaks ' else ' changes break ' end
         when max(possibly_breaking) > 0 then max(possibly_breaking) || case when max(possibly_breaking) = 1 then ' change may break ' else ' changes may break ' end
         else 'nothing that changed breaks ' end
        || arg_max(caller, breaking * 1000 + possibly_breaking)
        || coalesce(': ' || arg_max(message, breaking * 1000 + possibly_breaking), '')
        || case when bool_or(in_place) then '' else '; the version that is called stays where it is' end as reason,
    arg_max(path, breaking * 1000 + possibly_breaking)     as path,
    arg_max(line, breaking * 1000 + possibly_breaking)     as line,
    arg_max(origin, breaking * 1000 + possibly_breaking)   as origin
from api_change_hit
group by integration, api, operation
