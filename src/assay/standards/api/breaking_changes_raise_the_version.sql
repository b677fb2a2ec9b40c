/*
title     = "Breaking changes raise the major version"
level     = "should"
why       = "Clients pin a major version and take the rest unread: what breaks below it reaches them on the day it is released."
fix       = "Raise the major version and keep the old one until its clients have moved, or expand first: add beside the old, deprecate, remove later."
effort    = "design"
reference = ["Semantic Versioning 2.0.0 item 8 (https://semver.org/#spec-item-8)", "OpenAPI 3.1.1 section 4.8.2 (info.version)"]
since     = "0.1"
evidence  = []
*/
select
    r.integration,
    r.api || ' ' || coalesce(r.old_version, '?') || ' to ' || coalesce(r.new_version, '?') as subject,
    case when r.breaking = 0 then true else r.version_raised end as met,
    case when r.changes = 0 then 'nothing changed'
         when r.breaking = 0 then 'none of ' || r.changes || ' changes breaks'
            || case when r.possibly_breaking > 0 then '; ' || r.possibly_breaking || ' may' else '' end
         else r.breaking || ' of ' || r.changes || case when r.breaking = 1 then ' changes breaks' else ' changes break' end || case when r.version_raised then ', and the version tells so'
              when not r.version_raised then ', and the version does not tell so'
              else '; its version is neither a number nor a date' end
            || ': ' || w.worst end                          as reason,
    r.path,
    r.pointer
from api_release r
left join (
    select api, old_path, string_agg(coalesce(operation || ', ', '') || message, '; ' order by number) as worst
    from api_change where level = 'breaking' and number <= 3 group by api, old_path
) w on w.api = r.api and w.old_path = r.old_path
