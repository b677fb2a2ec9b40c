/*
title     = "Pages hold each item once, and end"
level     = "should"
why       = "Who reads all orders page by page settles what he was given: an item that is lost is never paid out, one that comes twice is paid twice."
fix       = "Order by something unique, and let the cursor name the last item that was given instead of a number of items."
effort    = "local"
reference = ["RFC 8288 section 3.3", "RFC 5005 section 3"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    coalesce(operation, 'every operation') || ': ' || replace(question, '_', ' ') as subject,
    held                                                   as met,
    reason,
    path,
    line
from trial_probe
where probe = 'pages'
