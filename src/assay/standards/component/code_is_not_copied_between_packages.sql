/*
title     = "No file is copied between packages"
level     = "should"
why       = "A fault that is mended in one copy lives on in the other."
fix       = "Keep one copy in a shared package and import it."
reference = ["https://github.com/kucherenko/jscpd"]
since     = "0.1"
limits    = { min_lines = 8 }
*/
select
    integration,
    path                                                   as subject,
    copies = 1                                             as met,
    case when copies = 1 then 'stands once' else 'stands in ' || copies || ' packages, also as ' || other end as reason,
    path
from (
    select f.integration, f.path, count(distinct g.integration) as copies,
        min(case when g.integration <> f.integration then g.path end) as other
    from source_file f
    join source_file g on g.digest = f.digest
    where f.code_lines >= $min_lines and not f.is_test and not g.is_test
    group by f.integration, f.path
) files
