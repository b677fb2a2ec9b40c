/*
title     = "Card payments in the EEA and the UK are authenticated, or exempt"
level     = "must"
why       = "The law asks for strong customer authentication; without it, or an exemption, the issuer may decline, and the shop bears the fraud."
fix       = "Ask for 3-D Secure on the first attempt, or state the exemption that applies; send the result with the authorisation."
effort    = "design"
reference = ["Delegated Regulation (EU) 2018/389, Articles 4 and 10 to 18", "EMV 3-D Secure Protocol and Core Functions Specification v2.2.0, transStatus"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with approval as (
    select a.*,
        max(case when threeds is not null or nullif(exemption, 'none') is not null then 1 else 0 end)
            over (partition by integration, environment, origin, provider) as told
    from payment_attempt a
    where outcome = 'approved' and family = 'card'
)
select
    a.integration,
    a.provider || ' ' || a.payment                         as subject,
    case when a.threeds in ('Y', 'A') or nullif(a.exemption, 'none') is not null then true
         when a.threeds in ('U', 'I') or a.told = 0 or a.initiator is null then null
         else false end                                    as met,
    'approved for a card of ' || a.country
        || case when a.threeds in ('Y', 'A') then ' after 3-D Secure (' || a.threeds || ')'
                when nullif(a.exemption, 'none') is not null then ' with the exemption ' || a.exemption
                when a.threeds in ('U', 'I') then '; 3-D Secure came to no result (' || a.threeds || ')'
                when a.told = 0 then '; of no payment is it told whether it was authenticated'
                when a.initiator is null then ' without authentication; nobody says whether the shopper was there'
                else ' without authentication (3-D Secure: ' || coalesce(a.threeds, 'none') || ') and without an exemption' end as reason,
    a.path,
    a.line,
    a.origin
from approval a
join sca_country s on s.country = a.country
    and a.decided_at >= try_cast(s.since as timestamp)
    and (coalesce(s.until, '') = '' or a.decided_at < try_cast(s.until as timestamp))
where a.initiator is distinct from 'merchant'
