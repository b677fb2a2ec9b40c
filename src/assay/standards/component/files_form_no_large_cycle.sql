/*
title     = "Files form no large cycle"
level     = "should"
why       = "Files in a cycle are one unit, whatever the folders say: none can be understood or loaded alone."
fix       = "Import from the file that defines a thing instead of from the folder's index."
reference = ["https://github.com/pahen/madge#circular-dependencies"]
since     = "0.1"
limits    = { max_files = 3 }
*/
select
    integration,
    cycle                                                  as subject,
    max(size) <= $max_files                                as met,
    max(size) || ' files import each other in a circle'     as reason,
    cycle                                                  as path
from file_cycle
group by integration, cycle
