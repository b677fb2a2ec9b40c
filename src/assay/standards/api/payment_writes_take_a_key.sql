/*
title     = "Writes of money take an idempotency key"
level     = "should"
why       = "When an answer is lost, the client has to ask again; where the API takes no key, that may charge, pay out or refund twice."
fix       = "Take an Idempotency-Key header on every POST that moves money or makes an order, and answer a known key with the first answer."
effort    = "design"
reference = ["draft-ietf-httpapi-idempotency-key-header section 2", "https://docs.stripe.com/api/idempotent_requests"]
since     = "0.1"
evidence  = []
*/
select
    o.integration,
    o.api || ' ' || o.operation                            as subject,
    case when k.certain > 0 or i.property is not null then true when k.perhaps > 0 then null else false end as met,
    o.operation || ' ' || case when k.certain > 0 then 'takes ' || k.name
         when i.property is not null then 'takes ' || i.property || ' in its body'
         when k.perhaps > 0 then 'takes ' || k.name || ', which may be a key for asking again or only a name for the log'
         else 'describes no idempotency key' end               as reason,
    o.path,
    o.pointer
from api_operation o
left join (
    select p.api, p.operation, min(p.name) as name,
        count(case when contains(lower(p.name), 'idempoten') or r.name is not null then 1 end) as certain,
        count(case when regexp_matches(lower(p.name), 'request-?_?id|transaction-?_?id') then 1 end) as perhaps
    from api_parameter p left join idempotency_key r on lower(r.name) = lower(p.name)
    where p.location = 'header'
      and (contains(lower(p.name), 'idempoten') or r.name is not null or regexp_matches(lower(p.name), 'request-?_?id|transaction-?_?id'))
    group by p.api, p.operation
) k on k.api = o.api and k.operation = o.operation
left join (
    select api, operation, min(regexp_extract(properties, '[^ ]*[iI]dempoten[^ ]*', 0)) as property
    from api_body where side = 'request' and regexp_matches(properties, '[iI]dempoten') group by api, operation
) i on i.api = o.api and i.operation = o.operation
where o.kind = 'path' and o.method = 'POST'
  and regexp_matches(lower(o.route),
    '(^|/)(payments?|payment[_-]intents?|charges?|orders?|captures?|refunds?|reversals?|payouts?|transfers?|authorizations?|authorize|authorise|pay|sales?)/?$')
