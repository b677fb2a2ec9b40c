/*
title     = "A project has one tag of each dimension"
level     = "should"
why       = "Boundary rules let an import pass when any tag of the imported project is allowed: a second scope opens the door to all."
fix       = "Keep the one tag that says what the project is; put other facts in a dimension of their own, e.g. type:."
effort    = "line"
reference = ["https://nx.dev/docs/guides/enforce-module-boundaries/tag-multiple-dimensions"]
since     = "0.1"
*/
select
    integration,
    path || ': ' || dimension                                        as subject,
    tags = 1                                                         as met,
    case when tags = 1 then 'its one ' || dimension || ' tag is ' || named
         else 'has ' || tags || ' ' || dimension || ' tags: ' || named || '; whoever may import any of them may import it' end as reason,
    path,
    line
from (
    select
        integration, path, split_part(tag, ':', 1) as dimension, min(line) as line,
        count(distinct tag) as tags, string_agg(tag, ', ' order by tag) as named
    from project_tag
    where tag like '%:%'
    group by integration, path, split_part(tag, ':', 1)
) as dimensions
