/*
title     = "Payments whose outcome was unknown"
unit      = "ratio"
better    = "lower"
kind      = "reliability"
why       = "Each of them may have taken money that the shop does not know of."
formula   = "payments with a step of unknown outcome that the next known state does not follow within 60 s / payments"
reference = ["https://docs.stripe.com/error-low-level"]
limits    = { within_seconds = 60 }
*/
with paid as (
    select integration, provider, payment, environment, origin,
        max(case when state = 'unknown' and (next_at is null or next_at > happened_at + $within_seconds * interval 1 second)
            then 1 else 0 end) as unknown
    from payment_step where coalesce(environment, 'production') = 'production'
    group by integration, provider, payment, environment, origin
)
select integration, sum(unknown) as numerator, count(*) as denominator from paid group by integration
