/*
title     = "Files form no large cycle"
level     = "should"
why       = "Files in a cycle are one unit, whatever the folders say: none can be understood, tested or loaded alone."
fix       = "Begin with the circle that is named: import from the file that defines a thing instead of from the folder's index, or move what both need into a file of its own."
effort    = "design"
reference = ["https://github.com/sverweij/dependency-cruiser/blob/main/doc/rules-reference.md#circular", "https://github.com/pahen/madge#circular-dependencies"]
since     = "0.1"
limits    = { max_files = 3 }
*/
select
    integration,
    cycle                                                  as subject,
    max(size) <= $max_files or bool_and(only_types)        as met,
    max(size) || ' files import each other in circles'
        || case when bool_and(only_types) then ', but only for types: nothing is left of it at run time'
                when max(typed_size) > max(size) then ' (' || max(typed_size) || ' with imports that only types need)' else '' end
        || '; the shortest is ' || min(circle)             as reason,
    split_part(min(circle), ' -> ', 1)                     as path,
    min(line)                                              as line
from file_cycle
group by integration, cycle
