/*
title     = "Request bodies are what their media type says"
level     = "must"
why       = "A server reads a body as its media type says; a body that is something else is refused, or worse, read as something else."
fix       = "Set Content-Type where the body is made, from the same serializer."
effort    = "local"
reference = ["RFC 9110 section 8.3"]
since     = "0.1"
*/
select
    integration,
    method || ' ' || route                                 as subject,
    bool_and(agrees)                                       as met,
    case when bool_and(agrees) then 'all of ' || count(*) || ' are ' || min(request_form) || ', as they say'
         else count(case when not agrees then 1 end) || ' of ' || count(*) || ' bodies do not agree with their type: '
            || min(case when not agrees then request_form || ' sent as ' || coalesce(request_type, 'nothing') end) end as reason,
    coalesce(min(case when not agrees then path end), min(path)) as path,
    arg_min(line, case when not agrees then path || '#' || right('00000' || entry, 6) end) as line
from (
    select *, case request_form
        when 'json' then coalesce(request_type like '%json%', false)
        when 'form' then coalesce(request_type = 'application/x-www-form-urlencoded', false)
        when 'multipart' then coalesce(request_type like 'multipart/%', false)
        when 'xml' then coalesce(request_type like '%xml%' or request_type like '%html%', false)
        else coalesce(request_type not like '%json%' and request_type not like '%xml%', true) end as agrees
    from call
    where request_form is not null and (party = 'first' or operation is not null)
) bodies
group by integration, method, route
