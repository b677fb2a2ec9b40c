/*
title     = "Authorisations are captured or released before they lapse"
level     = "should"
why       = "Money that is held and never taken is missing from the shopper's account, and card networks charge a fee for authorisations that are neither used nor reversed."
fix       = "Void the authorisation when its order is cancelled; let a job capture or void what comes near its end."
effort    = "design"
reference = ["authorization_validity.csv has a source for every provider and network", "https://docs.stripe.com/payments/place-a-hold-on-a-payment-method"]
since     = "0.1"
provoked  = true
evidence  = []
limits    = { other_days = 30 }
*/
with held as (
    select p.integration, p.provider, p.payment, p.path, p.line, p.origin, p.state, p.previous, p.happened_at, p.authorized_minor, p.currency,
        coalesce(max(case when v.network = p.network then cast(v.days as integer) end),
            max(case when v.network is null then cast(v.days as integer) end), $other_days) as days
    from payment_step p
    left join authorization_validity v on v.provider = p.provider and (v.network is null or v.network = p.network)
        and (v.since is null or cast(v.since as date) <= cast(p.happened_at as date))
        and (v.until is null or cast(v.until as date) > cast(p.happened_at as date))
    where p.is_last and (p.authorized_minor > 0 or p.state = 'authorized' or p.previous = 'authorized')
    group by p.integration, p.provider, p.payment, p.path, p.line, p.origin, p.state, p.previous, p.happened_at, p.authorized_minor, p.currency
)
select
    h.integration,
    h.provider || ' ' || h.payment                         as subject,
    case when h.state = 'expired' then false
         when h.state = 'authorized' then case when $as_of > h.happened_at + h.days * interval 1 day then false end
         when h.state is not null and h.state not in ('unknown', 'error') then true end as met,
    case when h.state = 'expired' then coalesce(case c.exponent when '0' then cast(h.authorized_minor as varchar) when '2' then cast(cast(h.authorized_minor / 100.0 as decimal(18, 2)) as varchar)
            when '3' then cast(cast(h.authorized_minor / 1000.0 as decimal(18, 3)) as varchar) end || ' ' || h.currency, h.authorized_minor || ' minor units') || ' was held until it lapsed'
         when h.state = 'authorized' and h.happened_at is null then 'authorised, and nothing says when'
         when h.state = 'authorized' then coalesce(case c.exponent when '0' then cast(h.authorized_minor as varchar) when '2' then cast(cast(h.authorized_minor / 100.0 as decimal(18, 2)) as varchar)
            when '3' then cast(cast(h.authorized_minor / 1000.0 as decimal(18, 3)) as varchar) end || ' ' || h.currency, h.authorized_minor || ' minor units') || ' is held since '
            || strftime(h.happened_at, '%Y-%m-%d') || '; it lapses after ' || h.days || ' days'
         when h.state is null or h.state in ('unknown', 'error') then 'nothing says what came of the authorisation'
         else 'came to ' || replace(h.state, '_', ' ') end                   as reason,
    h.path,
    h.line,
    h.origin
from held h
left join currency c on c.code = h.currency
-- What a trial leaves authorised nobody waits for.
where h.state is distinct from 'authorized' or (h.origin is null or h.origin not in ('trial', 'probe')) and (h.happened_at is null or $as_of > h.happened_at + h.days * interval 1 day)
