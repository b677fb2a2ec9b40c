/*
title     = "What the issuer will never approve is not tried again"
level     = "must"
why       = "The networks charge a fee for each attempt after a decline that forbids another, and issuers come to distrust a shop that makes them."
fix       = "Map the network code and advice to final or not, and block the stored card until the shopper gives another."
effort    = "design"
reference = ["https://www.checkout.com/docs/developer-resources/codes/visa-response-codes", "https://developer.paypal.com/braintree/docs/reference/general/merchant-responses/merchant-advice-codes", "https://developers.tabapay.com/docs/excessive-retry-rules"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with attempt as (
    select *,
        lead(payment) over (partition by integration, environment, origin, credential order by decided_at, number, payment) as next_payment,
        lead(decided_at) over (partition by integration, environment, origin, credential order by decided_at, number, payment) as next_at
    from payment_attempt
    where network in ('visa', 'mastercard') and outcome in ('approved', 'declined')
),
final as (
    select a.*, coalesce(v.code, a.network_code) as told
    from attempt a
    left join advice_code v on v.network = a.network and v.code = a.advice_code
    left join decline_code d on d.provider = a.network and d.code = a.network_code
        and (coalesce(d.since, '') = '' or a.decided_at >= try_cast(d.since as timestamp))
        and (coalesce(d.until, '') = '' or a.decided_at < try_cast(d.until as timestamp))
    where a.outcome = 'declined'
        -- The advice goes before the code; of Visa's codes those of category 1 are final.
        and (v.meaning = 'never' or v.meaning is null and a.network = 'visa' and d.class = 'hard')
)
select
    integration,
    provider || ' ' || payment                             as subject,
    case when credential is null then null else next_payment is null end as met,
    network || ' declined it for good (' || told || ')'
        || case when credential is null then '; what it was paid with is not told'
                when next_payment is null then ', and it was not tried again'
                else ', and the same card was tried again as ' || next_payment || ' at ' || cast(next_at as varchar) end as reason,
    path,
    line,
    origin
from final
