/*
title     = "Pending payments end in time"
level     = "should"
why       = "A payment that waits for ever keeps goods and a shopper waiting, and is paid on a day when nobody reckons with it."
fix       = "Give each payment a time to end that suits its method; then ask the provider, and cancel what is still open."
effort    = "design"
reference = ["https://docs.stripe.com/payments/sepa-debit: up to 14 business days", "https://docs.stripe.com/payments/payment-methods/bacs-debit: up to 7 business days", "https://docs.stripe.com/payments/multibanco/accept-a-payment"]
since     = "0.1"
provoked  = true
evidence  = []
limits    = { card_hours = 24, wallet_hours = 24, redirect_hours = 48, pay_later_hours = 48, bank_debit_hours = 504, voucher_hours = 504, offline_hours = 1440 }
*/
with waiting as (
    select s.*, lag(state) over (partition by provider, payment, environment, origin order by step) as before
    from payment_step s
    where exists (select 1 from payment_step w where w.state = 'pending' and w.provider = s.provider and w.payment = s.payment
        and w.environment is not distinct from s.environment and w.origin is not distinct from s.origin)
),
began as (
    select w.*, case family when 'card' then $card_hours when 'wallet' then $wallet_hours when 'redirect' then $redirect_hours
            when 'pay_later' then $pay_later_hours when 'bank_debit' then $bank_debit_hours when 'voucher' then $voucher_hours
            when 'offline' then $offline_hours end as most,
        min(case when k.tells = 'true' and w.state <> 'pending' then happened_at end) over (
            partition by provider, payment, environment, origin order by step rows between 1 following and unbounded following) as ended_at,
        max(case when k.tells = 'true' and w.state <> 'pending' then 1 else 0 end) over (
            partition by provider, payment, environment, origin order by step rows between 1 following and unbounded following) as ended
    from waiting w left join payment_state k on k.state = w.state
),
judged as (
    select b.*, date_diff('minute', happened_at, coalesce(ended_at, $as_of)) as waited,
        case when happened_at is null or most is null or (ended = 1 and ended_at is null) then null
             when ended = 1 then ended_at <= happened_at + most * interval 1 hour
             when $as_of > happened_at + most * interval 1 hour then false end as met
    from began b where state = 'pending' and before is distinct from 'pending'
        -- A trial ends when it ends: what came of it later nobody could see.
        and (ended = 1 or origin is null or origin not in ('trial', 'probe'))
),
worst as (
    select j.*, case when waited < 120 then waited || ' minutes' when waited < 2880 then cast(floor(waited / 60.0) as integer) || ' hours'
            else cast(floor(waited / 1440.0) as integer) || ' days' end as told,
        row_number() over (partition by provider, payment, environment, origin
        order by case when met = false then 0 when met is null then 1 else 2 end, step) as place
    from judged j
)
select
    integration,
    provider || ' ' || payment                             as subject,
    met,
    case when happened_at is null or (ended = 1 and ended_at is null) then 'pending, and nothing says since or until when'
         when most is null then 'pending for ' || told || '; nothing says of which family its method is'
         when waited < 0 then 'pending since the day of judgement'
         else 'pending for ' || told || case when ended = 1 then '' else ', and still' end
            || '; payments by ' || replace(family, '_', ' ') || ' take up to ' || most || ' hours' end as reason,
    path,
    line,
    origin
from worst where place = 1
