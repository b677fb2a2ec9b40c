/*
title     = "Calls to a provider say which version they mean"
level     = "should"
why       = "A call without a version gets whatever the provider thinks is newest, on the day the provider changes it."
fix       = "State the version in the path or in the provider's version header, in one place."
effort    = "local"
reference = ["https://docs.stripe.com/upgrades (Stripe-Version)", "adyen-python-api-library 2026-07-27 (checkout at /v71)"]
since     = "0.1"
evidence  = ["call"]
*/
select
    c.integration,
    c.host || ' ' || c.method || ' ' || c.route            as subject,
    bool_and(h.name is not null or regexp_matches(c.route, '/v?[0-9]+([._-][0-9]+)*(/|$)')
        or regexp_matches(c.url, '[?&_]version=')) as met,
    case when max(h.name) is not null then 'states the version in the header ' || max(h.name)
         when bool_and(regexp_matches(c.route, '/v?[0-9]+([._-][0-9]+)*(/|$)')) then 'states the version in the path'
         when bool_and(regexp_matches(c.url, '[?&_]version=')) then 'states the version in a parameter'
         else 'neither the path nor a header nor a parameter of ' || count(*) || ' calls states a version' end as reason,
    min(c.path)                                            as path,
    arg_min(c.line, c.path || '#' || right('00000' || c.entry, 6)) as line
from call c
left join (
    select path, entry, min(name) as name from call_header
    where side = 'request' and name like '%version%' and name not like 'sec-%' group by path, entry
) h on h.path = c.path and h.entry = c.entry
where c.party = 'third' and c.host is not null and c.response_type like '%json%'
  -- Beacons are sent by a provider's script, which pins its own.
  and not regexp_matches(c.host || c.route, 'analytics|telemetry|beacon|metrics|sentry')
group by c.integration, c.host, c.method, c.route
