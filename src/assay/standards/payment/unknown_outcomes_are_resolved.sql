/*
title     = "Unknown outcomes become known in time"
level     = "must"
why       = "After a timeout the money may have moved or not. Who does not ask again charges twice, or ships for nothing."
fix       = "Keep the payment as unknown; ask the provider for its state until it is told, and take the notification where it comes first."
effort    = "design"
reference = ["https://docs.stripe.com/error-low-level", "https://docs.adyen.com/development-resources/webhooks"]
since     = "0.1"
provoked  = true
evidence  = []
limits    = { max_minutes = 15 }
*/
with silent as (
    select integration, provider, payment, environment, origin, path, line, step, happened_at,
        date_diff('minute', happened_at, $as_of) as age
    from payment_step where state = 'unknown'
),
told as (
    select u.integration, u.provider, u.payment, u.environment, u.origin, u.path, u.line, u.step, u.happened_at, u.age,
        min(case when k.tells = 'true' then s.happened_at end) as told_at,
        min(case when k.tells = 'true' and s.happened_at is null then 1 end) as undated
    from silent u
    left join payment_step s on s.provider = u.provider and s.payment = u.payment
        and s.environment is not distinct from u.environment and s.origin is not distinct from u.origin and s.step > u.step
    left join payment_state k on k.state = s.state
    group by u.integration, u.provider, u.payment, u.environment, u.origin, u.path, u.line, u.step, u.happened_at, u.age
),
judged as (
    select t.*, date_diff('minute', happened_at, told_at) as waited,
        case when happened_at is null or undated = 1 and told_at is null then null
             when told_at is not null then told_at <= happened_at + $max_minutes * interval 1 minute
             when age > $max_minutes then false end as met
    from told t
    -- A trial ends when it ends: what came of it later nobody could see.
    where told_at is not null or undated = 1 or origin is null or origin not in ('trial', 'probe')
),
worst as (
    select j.*, row_number() over (partition by provider, payment, environment, origin
        order by case when met = false then 0 when met is null then 1 else 2 end, step) as place
    from judged j
)
select
    integration,
    provider || ' ' || payment                             as subject,
    met,
    case when happened_at is null or undated = 1 and told_at is null then 'its outcome was unknown, and nothing says when'
         when told_at is not null then 'known after ' || waited || ' minutes'
         when age >= 0 then 'unknown for ' || case when age < 120 then age || ' minutes' when age < 2880 then cast(floor(age / 60.0) as integer) || ' hours'
            else cast(floor(age / 1440.0) as integer) || ' days' end
         else 'unknown since the day of judgement' end     as reason,
    path,
    line,
    origin
from worst where place = 1
