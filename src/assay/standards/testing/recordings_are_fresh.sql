/*
title     = "Recordings are fresh"
level     = "should"
why       = "A recording shows the provider as it was; the older it is, the less a green replay means."
fix       = "Record the flow anew against the provider's sandbox."
effort    = "record"
reference = ["https://netflix.github.io/pollyjs/#/configuration?id=expiresin"]
since     = "0.1"
limits    = { max_days = 180 }
*/
select
    integration,
    name                                                   as subject,
    date_diff('day', cast(first_at as date), cast($as_of as date)) <= $max_days as met,
    case when first_at is null then 'no exchange says when it was'
         else 'was recorded ' || date_diff('day', cast(first_at as date), cast($as_of as date)) || ' days ago' end as reason,
    path
from recording
