/*
title     = "Webhooks come over TLS"
level     = "must"
why       = "Signatures keep a delivery from being changed, not from being read: it tells who paid what."
fix       = "Register the https address with the provider, and redirect nothing: providers do not follow."
effort    = "outside"
reference = ["https://docs.adyen.com/platforms/manage-webhooks (HTTPS with TLSv1.2)", "Standard Webhooks 1.0.0, Enforcing HTTPS", "https://developer.paypal.com/api/rest/webhooks/rest"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    provider || coalesce(' at ' || endpoint, '') || coalesce(', ' || environment, '') as subject,
    case when bool_or(secure = false) then false when bool_or(secure is null) then null else true end as met,
    case when bool_or(secure = false) then count(case when secure = false then 1 end) || ' of ' || count(*) || ' deliveries came in the clear'
         when bool_or(secure is null) then 'nobody noted how ' || count(case when secure is null then 1 end) || ' of ' || count(*) || ' deliveries came'
         else count(*) || ' deliveries, all over TLS' end         as reason,
    min(path)                                                    as path,
    min(case when secure = false then line end)                  as line,
    origin
from webhook_delivery
where coalesce(environment, 'production') not in ('test', 'local') and endpoint is not null
group by integration, environment, origin, provider, endpoint
having count(secure) > 0
