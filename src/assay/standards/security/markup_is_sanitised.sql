/*
title     = "What becomes markup is sanitised"
level     = "must"
why       = "A string that becomes markup unsanitised lets whoever supplies it run script on the page that takes the card."
fix       = "Pass the value through DOMPurify.sanitize, or build the nodes with DOM methods; in Python use format_html, or nh3.clean."
effort    = "local"
reference = ["CWE-79", "https://github.com/cure53/DOMPurify"]
since     = "0.1"
*/
select
    integration,
    path || ' ' || sink                                    as subject,
    bool_and(constant or sanitiser is not null)            as met,
    case when bool_and(constant or sanitiser is not null)
         then 'gives ' || sink || ' a literal or a sanitised value'
         else 'gives ' || sink || ' a value that nothing in the expression sanitises' end as reason,
    path,
    min(case when constant or sanitiser is not null then null else line end) as line
from html_sink
where not is_test
group by integration, path, sink
