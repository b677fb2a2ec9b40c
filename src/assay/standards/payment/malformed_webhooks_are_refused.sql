/*
title     = "What is no event is refused, and breaks nothing"
level     = "should"
why       = "Garbage that is acknowledged hides that events are lost; a receiver that fails over it can be made to fail by anybody."
fix       = "Answer 400 to what cannot be decoded or lacks what an event has, and 413 to what is too large; catch what the decoder raises."
effort    = "local"
reference = ["RFC 9110 sections 15.5.1 and 15.5.14", "Standard Webhooks 1.0.0, Delivery success and failure"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with working as (
    select distinct path, endpoint from webhook_delivery where intent = 'valid' and status >= 200 and status < 300
),
told as (
    select w.*, v.path as works
    from webhook_delivery w
    left join working v on v.path = w.path and v.endpoint = w.endpoint
    where w.intent in ('malformed', 'oversized')
)
select
    integration,
    provider || ' ' || intent || ': ' || delivery                as subject,
    case when status >= 500 or (status >= 200 and status < 300) then false
         when status is null then case when intent = 'oversized' then true else false end
         when works is null then null
         else true end                                           as met,
    case when status >= 500 then 'was answered ' || status || ': the receiver failed'
         when status >= 200 and status < 300 then 'was answered ' || status || ', as if it were an event'
         when status is null then 'was not answered: ' || coalesce(error, 'nobody noted why')
         when works is null then 'was answered ' || status || ', but a valid one was refused as well'
         else 'was answered ' || status end                      as reason,
    path,
    line,
    origin
from told
