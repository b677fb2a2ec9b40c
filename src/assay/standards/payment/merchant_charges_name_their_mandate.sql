/*
title     = "A charge that the merchant makes names the payment it rests on"
level     = "must"
why       = "Without the network transaction of the first, authenticated payment the issuer sees a stranger charging a card, and declines or disputes."
fix       = "Keep the network transaction id of the payment that stored the card, and send it with every charge made without the shopper."
effort    = "design"
reference = ["https://docs.y.uno/docs/stored-credentials", "https://docs.fiserv.dev/public/docs/merchant-initiated-transactions"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with charge as (
    select integration, environment, origin, provider, payment, max(prior) as prior, min(path) as path, min(line) as line
    from payment_event
    where initiator = 'merchant' and (family is null or family = 'card') and state in ('authorized', 'captured')
    group by integration, environment, origin, provider, payment
),
told as (
    select *, count(prior) over (partition by integration, environment, origin, provider) as named
    from charge
)
select
    integration,
    provider || ' ' || payment                             as subject,
    case when prior is not null then true when named > 0 then false end as met,
    case when prior is not null then 'names the payment that it rests on'
         when named > 0 then 'made without the shopper, and names no earlier payment; ' || named || ' others of ' || provider || ' do'
         else 'made without the shopper; no charge of ' || provider || ' tells what it rests on' end as reason,
    path,
    line,
    origin
from told
