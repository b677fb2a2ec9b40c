/*
title     = "Exemptions are asked for only as far as they go"
level     = "must"
why       = "An exemption for an amount it does not cover breaks the law, and the shop bears the fraud of what it let through."
fix       = "Compare the amount with the limit of the exemption when it is asked for; beyond it, authenticate."
effort    = "local"
reference = ["Delegated Regulation (EU) 2018/389, Article 16 and Article 18 with the Annex"]
since     = "0.1"
evidence  = []
provoked  = true
*/
select
    a.integration,
    a.provider || ' ' || a.payment                         as subject,
    a.amount_minor <= cast(x.most_minor as bigint)         as met,
    'exempt as ' || a.exemption || ' for '
        || coalesce(case c.exponent when '0' then cast(a.amount_minor as varchar) when '3' then cast(cast(a.amount_minor / 1000.0 as decimal(18, 3)) as varchar)
            else cast(cast(a.amount_minor / 100.0 as decimal(18, 2)) as varchar) end || ' ' || coalesce(a.currency, '?'), 'an amount that is not told')
        || '; it covers up to ' || case c.exponent when '0' then cast(cast(x.most_minor as bigint) as varchar) when '3' then cast(cast(cast(x.most_minor as bigint) / 1000.0 as decimal(18, 3)) as varchar)
            else cast(cast(cast(x.most_minor as bigint) / 100.0 as decimal(18, 2)) as varchar) end || ' ' || coalesce(a.currency, '?') as reason,
    a.path,
    a.line,
    a.origin
from payment_attempt a
join sca_exemption x on x.exemption = a.exemption and x.currency = a.currency
    and a.decided_at >= try_cast(x.since as timestamp)
    and (coalesce(x.until, '') = '' or a.decided_at < try_cast(x.until as timestamp))
left join currency c on c.code = a.currency
where a.outcome = 'approved'
