/*
title     = "A retry waits as long as the network advises"
level     = "should"
why       = "The issuer said when another attempt can succeed; an earlier one fails, and Mastercard charges a fee for it."
fix       = "Store the advice with the decline, and plan the next attempt no earlier than it says."
effort    = "design"
reference = ["https://developer.paypal.com/braintree/docs/reference/general/merchant-responses/merchant-advice-codes", "https://docs.everonet.com/en-us/gateway/developer-portal/appendix/mastercard-merchant-advice-code"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with attempt as (
    select *,
        lead(payment) over (partition by integration, environment, origin, credential, currency, amount_minor order by decided_at, number, payment) as next_payment,
        lead(began_at) over (partition by integration, environment, origin, credential, currency, amount_minor order by decided_at, number, payment) as next_at
    from payment_attempt
    where credential is not null and network is not null and outcome in ('approved', 'declined')
)
select
    a.integration,
    a.provider || ' ' || a.next_payment                    as subject,
    a.next_at >= a.decided_at + cast(v.hours as integer) * interval 1 hour as met,
    a.payment || ' was declined with the advice to wait ' || v.hours || ' hours (' || a.advice_code || '); the next attempt came '
        || coalesce('at ' || cast(a.next_at as varchar) || ', the decline at ' || cast(a.decided_at as varchar), 'at a time that is not told')                  as reason,
    a.path,
    a.line,
    a.origin
from attempt a
join advice_code v on v.network = a.network and v.code = a.advice_code and v.meaning = 'wait'
where a.outcome = 'declined' and a.next_payment is not null
