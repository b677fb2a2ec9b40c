/*
title     = "Final declines that were tried again"
unit      = "ratio"
better    = "lower"
kind      = "compliance"
why       = "What the issuer declined for good is declined again, and the network charges for every attempt."
formula   = "final declines after which the same card was tried again / final declines of known cards; final are Visa's codes of category 1 and advice that says never"
reference = ["https://developer.paypal.com/braintree/docs/reference/general/merchant-responses/merchant-advice-codes"]
*/
with attempt as (
    select *, lead(payment) over (partition by integration, environment, origin, credential
        order by decided_at, number, payment) as next_payment
    from payment_attempt
    where network in ('visa', 'mastercard') and outcome in ('approved', 'declined') and credential is not null
      and coalesce(environment, 'production') = 'production'
),
code as (select provider, code, min(class) as class from decline_code group by provider, code),
advice as (select network, code, min(meaning) as meaning from advice_code group by network, code)
select a.integration, count(a.next_payment) as numerator, count(*) as denominator
from attempt a
left join advice v on v.network = a.network and v.code = a.advice_code
left join code d on d.provider = a.network and d.code = a.network_code
where a.outcome = 'declined' and (v.meaning = 'never' or v.meaning is null and a.network = 'visa' and d.class = 'hard')
group by a.integration
