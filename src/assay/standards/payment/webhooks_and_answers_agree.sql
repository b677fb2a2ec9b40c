/*
title     = "Notifications and answers tell the same of a payment"
level     = "must"
why       = "Where the two views of one payment differ, one part of the shop believes that it is paid and another that it is not."
fix       = "Let both go through the same change of state; where they differ, ask the provider for the payment and keep what it says."
effort    = "design"
reference = ["https://docs.adyen.com/development-resources/webhooks", "https://docs.stripe.com/webhooks"]
since     = "0.1"
provoked  = true
evidence  = []
limits    = { max_hours = 72 }
*/
with seen as (
    select provider, payment, environment, origin in ('trial', 'probe') as tried
    from payment_event e join payment_state k on k.state = e.state and k.tells = 'true'
    where side in ('api', 'webhook') and coalesce(occurred_at, received_at) is not null
    group by provider, payment, environment, origin in ('trial', 'probe') having count(distinct side) = 2
),
told as (
    select e.integration, e.provider, e.payment, e.environment, e.side, e.state, e.amount_minor, e.currency, e.path, e.line, e.origin,
        b.tried, coalesce(e.occurred_at, e.received_at) as told_at,
        row_number() over (partition by e.provider, e.payment, e.environment, b.tried, e.side
            order by coalesce(e.occurred_at, e.received_at) desc, cast(k.place as integer) desc, e.entry desc) as newest
    from payment_event e
    join seen b on b.provider = e.provider and b.payment = e.payment and b.environment is not distinct from e.environment
        and b.tried = (e.origin in ('trial', 'probe'))
    join payment_state k on k.state = e.state and k.tells = 'true'
    where e.side in ('api', 'webhook') and coalesce(e.occurred_at, e.received_at) is not null
),
view as (
    select min(case when newest = 1 then integration end) as integration, provider, payment, environment, tried, side,
        min(case when newest = 1 then state end) as state, min(case when newest = 1 then amount_minor end) as amount_minor,
        min(case when newest = 1 then upper(currency) end) as currency, min(case when newest = 1 then path end) as path,
        min(case when newest = 1 then line end) as line, min(case when newest = 1 then origin end) as origin,
        max(told_at) as told_at, ',' || string_agg(distinct state, ',' order by state) || ',' as states
    from told group by provider, payment, environment, tried, side
),
pair as (
    select w.integration, p.provider, p.payment, p.tried, w.path, w.line, w.origin, a.state as answered, w.state as notified,
        a.amount_minor as answered_minor, w.amount_minor as notified_minor, coalesce(a.currency, w.currency) as currency,
        a.currency <> w.currency as other_currency,
        replace(replace(a.state, 'partially_', ''), 'settled', 'captured') = replace(replace(w.state, 'partially_', ''), 'settled', 'captured') as same,
        a.told_at < w.told_at as answer_is_older,
        contains(w.states, ',' || a.state || ',') as notified_too,
        contains(a.states, ',' || w.state || ',') as answered_too,
        date_diff('hour', a.told_at, $as_of) as age,
        a.currency as answered_currency, w.currency as notified_currency
    from seen p
    join view a on a.provider = p.provider and a.payment = p.payment and a.environment is not distinct from p.environment
        and a.tried = p.tried and a.side = 'api'
    join view w on w.provider = p.provider and w.payment = p.payment and w.environment is not distinct from p.environment
        and w.tried = p.tried and w.side = 'webhook'
),
judged as (
    select p.*,
        case when other_currency then 'currency'
             when answered = notified and answered_minor <> notified_minor then 'amount'
             when same or answered in ('created', 'pending') then 'agree'
             when answer_is_older and notified_too then 'agree'
             when answer_is_older then 'state'
             when tried then 'late'
             when age <= $max_hours then 'open'
             else 'state' end as what
    from pair p
)
select
    j.integration,
    j.provider || ' ' || j.payment                         as subject,
    case j.what when 'agree' then true when 'open' then null else false end as met,
    case j.what when 'currency' then 'the answer is in ' || j.answered_currency || ', the notification in ' || j.notified_currency
         when 'amount' then 'the answer says ' || coalesce(case c.exponent when '0' then cast(j.answered_minor as varchar) when '2' then cast(cast(j.answered_minor / 100.0 as decimal(18, 2)) as varchar)
            when '3' then cast(cast(j.answered_minor / 1000.0 as decimal(18, 3)) as varchar) end || ' ' || j.currency, j.answered_minor || ' minor units') || ' ' || replace(j.answered, '_', ' ')
            || ', the notification ' || coalesce(case c.exponent when '0' then cast(j.notified_minor as varchar) when '2' then cast(cast(j.notified_minor / 100.0 as decimal(18, 2)) as varchar)
            when '3' then cast(cast(j.notified_minor / 1000.0 as decimal(18, 3)) as varchar) end || ' ' || j.currency, j.notified_minor || ' minor units')
         when 'state' then 'the answer says ' || replace(j.answered, '_', ' ') || ', the notification ' || replace(j.notified, '_', ' ')
         when 'open' then 'the answer says ' || replace(j.answered, '_', ' ') || '; a notification of it may still come'
         else 'both know of it; last told: ' || replace(case when j.answer_is_older then j.notified else j.answered end, '_', ' ') end as reason,
    j.path,
    j.line,
    j.origin
from judged j
left join currency c on c.code = j.currency
-- A trial holds notifications back on purpose, and ends before they come.
where j.what <> 'late'
