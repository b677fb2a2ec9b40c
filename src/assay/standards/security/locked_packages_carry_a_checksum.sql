/*
title     = "Locked packages carry a checksum"
level     = "must"
why       = "Without a checksum, whoever controls the download decides what the build contains."
fix       = "Install with a current package manager and commit the lock file it writes; where npm has dropped the field from some entries, take these out of the lock file first."
effort    = "pipeline"
reference = ["https://docs.npmjs.com/cli/configuring-npm/package-lock-json#packages", "https://github.com/npm/cli/issues/6301", "https://github.com/yarnpkg/berry/issues/6759"]
since     = "0.1"
scope     = "workspace"
*/
select
    integration,
    manager || ' ' || name || ' ' || coalesce(version, '?') as subject,
    integrity                                              as met,
    case when integrity then 'carries a checksum' else 'is locked without a checksum' end as reason,
    path,
    line
from locked_dependency
where resolved_kind in ('registry', 'url') and integrity is not null
union all
select
    integration,
    manager || ' packages of some platforms only in ' || path as subject,
    null                                                   as met,
    count(*) || case when count(*) = 1 then ' package' else ' packages' end || ' of some platforms only: ' || manager
        || ' records no checksum for these, so nothing tells whether they were exchanged' as reason,
    path,
    min(line)                                              as line
from locked_dependency
where resolved_kind in ('registry', 'url') and integrity is null
group by integration, manager, path
