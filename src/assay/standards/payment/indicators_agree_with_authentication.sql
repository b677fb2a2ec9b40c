/*
title     = "The commerce indicator says how the payment was authenticated"
level     = "must"
why       = "An indicator that claims more than 3-D Secure gave loses the shift of liability, and the network may fine it; one that claims less gives it away."
fix       = "Hand on the indicator that came with the result of 3-D Secure; never compute or keep one."
effort    = "local"
reference = ["https://docs.y.uno/reference/eci-indicators-list", "https://developers.tabapay.com/docs/3ds-eci-values"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with told as (
    select integration, environment, origin, provider, payment, network, max(threeds) as threeds, min(eci) as eci, max(eci) as other,
        min(path) as path, min(line) as line
    from payment_event
    where threeds in ('Y', 'A') and eci is not null and state in ('authorized', 'captured')
    group by integration, environment, origin, provider, payment, network
)
select
    t.integration,
    t.provider || ' ' || t.payment                         as subject,
    t.eci = i.eci and t.other = i.eci                      as met,
    '3-D Secure says ' || t.threeds || ' and the indicator ' || t.eci
        || case when t.other <> t.eci then ' and ' || t.other else '' end
        || coalesce('; of ' || t.network || ' that is ' || i.eci, '; what it should be is not known of '
            || coalesce(t.network, 'an unnamed network'))  as reason,
    t.path,
    t.line,
    t.origin
from told t
left join threeds_indicator i on i.network = t.network and i.threeds = t.threeds
