/*
title     = "Errors of a JSON API are JSON"
level     = "must"
why       = "A client that expects JSON and gets a page of HTML fails on the error instead of telling it."
fix       = "Give errors the media type of the operation, best application/problem+json."
effort    = "outside"
reference = ["RFC 9110 section 12", "RFC 9457 section 3"]
since     = "0.1"
provoked  = true
*/
select
    integration,
    recording || ' #' || entry || ' ' || method || ' ' || route as subject,
    case when response_bytes = 0 then null
         else response_type like '%json%' end              as met,
    'answered ' || status || ' as ' || coalesce(response_type, 'nothing that says its type') as reason,
    path,
    line,
    origin
from call
where status >= 400 and request_type like '%json%'
