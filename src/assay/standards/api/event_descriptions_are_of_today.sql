/*
title     = "Descriptions of events are of a version that is worked on"
level     = "may"
why       = "Generators and catalogues add what they learn to the newest version; what stays behind is read by fewer of them every year."
fix       = "Convert it: `asyncapi convert` of the AsyncAPI CLI goes from any 2.x to 3.x."
effort    = "local"
reference = ["AsyncAPI 3.0.0 release notes (https://www.asyncapi.com/blog/release-notes-3.0.0)", "https://www.asyncapi.com/docs/migration/migrating-to-v3"]
since     = "0.1"
evidence  = []
limits    = { major = 3 }
answers   = ["spectral:asyncapi-latest-version"]
*/
select
    integration,
    api                                                    as subject,
    case when not known and major < 3 then null else major >= $major end as met,
    case when not known and major < 3 then 'is of version ' || format_version || ', which is not known here'
         else 'is of AsyncAPI ' || format_version end      as reason,
    path,
    '/asyncapi'                                            as pointer
from async_api
