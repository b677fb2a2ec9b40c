/*
title     = "Messages to other windows name who may read them"
level     = "must"
why       = "A message to '*' is delivered to whatever page has taken the place of the one it was meant for."
fix       = "Give the receiver's origin as the target origin."
effort    = "line"
reference = ["Sonar rule S2819", "https://developer.mozilla.org/en-US/docs/Web/API/Window/postMessage"]
since     = "0.1"
*/
select
    integration,
    path || ': ' || via || ' ' || target                                      as subject,
    case when bool_or(to_any) then false when bool_and(not to_any) then true end as met,
    case when bool_or(to_any) then via || ' sends to ''*'': to whatever page is in that window'
         when bool_and(not to_any) then 'names its receiver: ' || target
         else 'sends to ' || target || ', which may be ''*'' or is handed in from elsewhere' end as reason,
    path,
    coalesce(min(case when to_any then line end), min(line))                 as line
from message_use
where not is_test and direction = 'send'
group by integration, path, via, target
