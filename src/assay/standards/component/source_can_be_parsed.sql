/*
title     = "All source can be read"
level     = "must"
why       = "A merge conflict that was committed breaks the build of whoever takes it; and what cannot be read is judged by no standard."
fix       = "Resolve the conflict. Where assay alone cannot read a place, see whether its syntax is newer than assay's grammar."
effort    = "local"
reference = ["https://git-scm.com/docs/git-merge#_how_conflicts_are_presented"]
since     = "0.1"
evidence  = ["source_file"]
*/
select
    integration,
    path                                                   as subject,
    case when conflict_line is not null then false
         when parse_errors = 0 then true end               as met,
    case when conflict_line is not null then 'holds a merge conflict that nobody resolved'
         when parse_errors = 0 then 'was read as a whole'
         else parse_errors || case when parse_errors = 1 then ' place' else ' places' end
              || ' could not be read: broken, or newer than the grammar that assay reads with' end as reason,
    path,
    coalesce(conflict_line, error_line)                    as line
from source_file
where not is_test
union all
select
    integration, path, null, 'could not be read: ' || error, path, null
from collection
where outcome = 'failed' and regexp_matches(path, '\.(ts|tsx|mts|cts|js|jsx|mjs|cjs|py)$')
