/*
title     = "Listeners to messages look at who sent them"
level     = "must"
why       = "Any page that holds a reference to the window can send it a message that says the payment went through."
fix       = "Leave the listener at once when event.origin is not the origin expected."
effort    = "local"
reference = ["Sonar rule S2819", "OWASP ASVS 5.0 requirement 3.5.5", "https://developer.mozilla.org/en-US/docs/Web/API/Window/postMessage"]
since     = "0.1"
*/
select
    integration,
    path || ': ' || via                                                       as subject,
    case when bool_or(not looks_at_origin) then false when bool_and(looks_at_origin) then true end as met,
    case when bool_or(not looks_at_origin)
         then 'takes messages from any page: ' || count(case when not looks_at_origin then 1 end) || ' of ' || count(*)
              || ' listeners here never look at event.origin'
         when bool_and(looks_at_origin) then 'looks at event.origin'
         else 'hands messages to a function of another file, or looks at event.source only' end as reason,
    path,
    coalesce(min(case when not looks_at_origin then line end), min(line))    as line
from message_use
where not is_test and direction = 'receive'
group by integration, path, via
