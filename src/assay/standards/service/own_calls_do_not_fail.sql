/*
title     = "The shop's own calls do not fail"
level     = "must"
why       = "A recorded flow that needs a failing call to succeed hides a fault that shoppers meet."
fix       = "Mend the call or record the flow anew."
effort    = "local"
reference = ["RFC 9110 section 15.6"]
since     = "0.1"
*/
select
    integration,
    recording || ' #' || entry || ' ' || method || ' ' || route as subject,
    status < 500                                           as met,
    coalesce('was answered with ' || status, 'was not answered: ' || error, 'was not answered')                       as reason,
    path,
    line,
    origin
from call
where party = 'first'
