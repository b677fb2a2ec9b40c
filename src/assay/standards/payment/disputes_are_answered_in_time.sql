/*
title     = "Disputes are answered in time"
level     = "must"
why       = "A dispute that is not answered is lost, whoever is right: the goods and the money are gone."
fix       = "Read disputes as they are opened, and answer, or accept, each before its day; alert on those that come due."
effort    = "design"
reference = ["https://docs.stripe.com/disputes/responding", "https://docs.adyen.com/managed-model/manage-disputes"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with latest as (
    select integration, environment, origin, provider, dispute, max(due_at) as due_at, max(answered_at) as answered_at,
        bool_or(outcome in ('accepted', 'won')) as settled, bool_or(outcome = 'expired') as expired,
        bool_or(outcome in ('answered', 'lost')) as maybe, min(path) as path, min(line) as line
    from dispute
    group by integration, environment, origin, provider, dispute
),
told as (
    select *, count(answered_at) over (partition by integration, environment, origin, provider) as answers
    from latest
)
select
    integration,
    provider || ' ' || dispute                             as subject,
    case when settled then true
         when answered_at is not null then answered_at <= due_at
         when expired then false
         when due_at is null then null
         when due_at >= $as_of then true
         -- An answer may have been sent where no answer's time is ever told.
         when maybe and answers = 0 then null
         else false end                                    as met,
    case when settled then 'won or accepted'
         when answered_at is not null and due_at is null then 'answered ' || cast(answered_at as varchar) || '; until when is not told'
         when answered_at <= due_at then 'answered ' || cast(answered_at as varchar) || ', due ' || cast(due_at as varchar)
         when answered_at is not null then 'answered ' || cast(answered_at as varchar) || ', but it was due ' || cast(due_at as varchar)
         when expired then 'ran out unanswered'
         when due_at is null then 'until when it can be answered is not told'
         when due_at >= $as_of then 'open, due ' || cast(due_at as varchar)
         when maybe and answers = 0 then 'when disputes were answered is not told'
         else 'not answered, and it was due ' || cast(due_at as varchar) end as reason,
    path,
    line,
    origin
from told
