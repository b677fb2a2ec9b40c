/*
title     = "What the page asks for, it asks for over TLS"
level     = "must"
why       = "What comes in the clear can be read and exchanged on its way; an address without a scheme does so wherever the page itself came in the clear."
fix       = "Write https:// in front of the host."
effort    = "line"
reference = ["CWE-1428: Reliance on HTTP instead of HTTPS", "https://cwe.mitre.org/data/definitions/1428.html"]
since     = "0.1"
*/
select
    integration,
    path || ': ' || url                                                      as subject,
    case when bool_and(scheme in ('https', 'wss')) then true
         when bool_or(purpose in ('request', 'resource')) then false end     as met,
    case when bool_and(scheme in ('https', 'wss')) then 'names ' || host || ' with https'
         when bool_or(scheme is null) then 'names ' || host || ' without a scheme: on a page that came in the clear, so does this'
         when bool_or(purpose in ('request', 'resource')) then 'names ' || host || ' with ' || min(scheme) || ': it travels in the clear'
         else 'names ' || host || ' with ' || min(scheme) || '; what for cannot be seen' end as reason,
    path,
    min(line)                                                                as line
from url_literal
where not is_test and not local
  and (purpose in ('request', 'resource') or purpose = 'other' and coalesce(scheme, 'http') in ('http', 'ws'))
group by integration, path, url, host
