/*
title     = "A decline for want of authentication is answered with a challenge"
level     = "must"
why       = "The issuer would approve after authentication; the same request once more is declined once more, and the order is lost."
fix       = "On this decline start 3-D Secure with a challenge in the same session, and send the result with the next attempt."
effort    = "design"
reference = ["https://docs.thredd.com/psd/Content/PSD2/Soft_Declines.htm", "https://docs.direct.worldline-solutions.com/security-and-risk-management/3d-secure/soft-decline"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with attempt as (
    select *,
        lead(payment) over (partition by integration, environment, origin, purchase order by number) as next_payment,
        lead(threeds) over (partition by integration, environment, origin, purchase order by number) as next_threeds,
        lead(challenged) over (partition by integration, environment, origin, purchase order by number) as next_challenged,
        max(case when threeds is not null or challenged is not null then 1 else 0 end)
            over (partition by integration, environment, origin, provider) as told
    from payment_attempt
    where family is null or family = 'card'
)
select
    a.integration,
    a.provider || ' ' || a.next_payment                    as subject,
    case when a.next_challenged or a.next_threeds in ('Y', 'A', 'C', 'N', 'R') then true when a.told = 1 then false end as met,
    a.payment || ' was declined for want of authentication (' || coalesce(a.decline_code, a.network_code) || '); the next attempt came '
        || case when a.next_challenged then 'after a challenge'
                when a.next_threeds is not null then 'with 3-D Secure (' || a.next_threeds || ')'
                when a.told = 1 then 'without 3-D Secure'
                else 'with nothing told of 3-D Secure' end as reason,
    a.path,
    a.line,
    a.origin
from attempt a
left join decline_code d on d.provider = a.provider and d.code = a.decline_code
left join decline_code n on n.provider = a.network and n.code = a.network_code
where a.outcome = 'declined' and a.initiator is distinct from 'merchant' and a.next_payment is not null
    and (n.class = 'authentication' or n.class is null and d.class = 'authentication')
