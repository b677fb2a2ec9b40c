/*
title     = "All source can be parsed"
level     = "must"
why       = "What cannot be parsed cannot be judged: every other standard is blind there."
fix       = "Mend the syntax, or exclude a file that is no source."
reference = ["https://tree-sitter.github.io/tree-sitter/"]
since     = "0.1"
*/
select
    integration,
    path                                                   as subject,
    parse_errors = 0                                       as met,
    case when parse_errors = 0 then 'parses' else 'has ' || parse_errors || ' places that do not parse' end as reason,
    path
from source_file
where not is_test
