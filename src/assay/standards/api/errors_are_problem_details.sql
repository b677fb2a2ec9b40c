/*
title     = "Errors of the shop's own are problem details"
level     = "should"
why       = "One shape of error is one way to handle it; every further shape is a message that some shopper never sees."
fix       = "Answer errors as application/problem+json with type, title, status and detail, in one error handler."
effort    = "outside"
reference = ["RFC 9457 section 3", "RFC 9457 section 3.1.2"]
since     = "0.1"
*/
select
    integration,
    recording || ' #' || entry || ' ' || method || ' ' || route as subject,
    response_type = 'application/problem+json' and coalesce(problem_status = status, true) as met,
    'answered ' || status || ' as ' || coalesce(response_type, 'nothing that says its type')
        || case when problem is not null then ' with ' || problem else '' end
        || case when problem_status <> status then '; the body says ' || problem_status else '' end as reason,
    path,
    line,
    origin
from call
where status >= 400 and party = 'first' and (request_type like '%json%' or response_type like '%json%')
