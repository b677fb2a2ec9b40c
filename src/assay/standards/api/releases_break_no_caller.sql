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
with ranked as (
    -- The place that decides is the one that is told.
    select *, row_number() over (partition by integration, api, operation
        order by in_place desc, breaking desc, possibly_breaking desc, caller, path, line) as place
    from api_change_hit
)
select
    integration,
    api || ' ' || operation                                as subject,
    case when not in_place then true
         when breaking > 0 then false
         when possibly_breaking > 0 then null
         else true end                                     as met,
    case when breaking > 0 then breaking || case when breaking = 1 then ' change breaks ' else ' changes break ' end
         when possibly_breaking > 0 then possibly_breaking || case when possibly_breaking = 1 then ' change may break ' else ' changes may break ' end
         else 'nothing that changed breaks ' end
        || caller || coalesce(': ' || message, '')
        || case when in_place then '' else '; the version that is called stays where it is' end as reason,
    path,
    line,
    origin
from ranked
where place = 1
