/*
title     = "Snapshots are small enough to be read"
level     = "should"
why       = "A snapshot is only as good as its review, and nobody reviews hundreds of lines of markup: a fault in it is stored as what is expected."
fix       = "Assert what matters of the behaviour, or take the snapshot of a smaller part."
effort    = "local"
reference = ["https://github.com/jest-community/eslint-plugin-jest/blob/main/docs/rules/no-large-snapshots.md"]
since     = "0.1"
evidence  = ["test_case"]
limits    = { max_lines = 50 }
*/
select
    integration,
    path || ': ' || test || ' ' || number                               as subject,
    case when max(lines) is not null then max(lines) <= $max_lines end  as met,
    'takes up ' || max(lines) || case when max(lines) = 1 then ' line' else ' lines' end
        || case when max(lines) > $max_lines then ', more than ' || $max_lines else '' end as reason,
    path,
    min(line)                                                           as line
from snapshot
group by integration, path, test, number
