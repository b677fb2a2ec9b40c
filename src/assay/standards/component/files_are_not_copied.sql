/*
title     = "No file is a copy of another package's"
level     = "should"
why       = "Two packages that hold the same file byte for byte drift apart with the first fix."
fix       = "Keep the file in the lower package and import it from there."
effort    = "local"
reference = ["https://github.com/kucherenko/jscpd#features"]
since     = "0.1"
limits    = { min_code_lines = 5 }
*/
with files as (
    select integration, path, digest
    from source_file
    where not is_test and not is_generated and code_lines >= $min_code_lines
      -- Settings must lie in each package; declarations only describe what lies elsewhere.
      and not regexp_matches(path, '[.]config[.][a-z]+$|[.]d[.]ts$|(^|/)[.][a-z]+rc[.][a-z]+$')
),
copies as (
    select f.path, min(o.path) as other_path, count(*) as copies
    from files f
    join files o on o.digest = f.digest and o.integration <> f.integration
    group by f.path
)
select
    f.integration,
    f.path                                                  as subject,
    c.other_path is null                                    as met,
    case when c.other_path is null then 'no other package holds the same file'
         else 'is the same, byte for byte, as ' || c.other_path
              || case when c.copies > 1 then ' and ' || (c.copies - 1) || ' more of other packages' else '' end end as reason,
    f.path,
    1                                                       as line
from files f
left join copies c on c.path = f.path
