/*
title     = "Events about money can be told apart"
level     = "should"
why       = "Brokers deliver at least once: a consumer that cannot see that it has had this event before ships the order, or gives the money back, a second time."
fix       = "Carry an id of the event (as CloudEvents does) in the payload or the headers, and say that it has to be there."
effort    = "design"
reference = ["CloudEvents 1.0.2 section 3.1.1 (id) (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#id)", "https://microservices.io/patterns/communication-style/idempotent-consumer.html"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    api || ' ' || message || ' ' || pointer                as subject,
    case when readable or known then known end             as met,
    case when known then 'carries an id by which it is known again'
         when not readable then unread
         else 'carries none by which it would be known again: ' || coalesce(properties, 'nothing that it states') end as reason,
    path,
    pointer
from (
    select *, regexp_matches(' ' || lower(coalesce(properties, '') || ' ' || coalesce(headers, '')) || ' ',
            ' (id|uuid|guid|[a-z]*_?(event|message|notification|delivery|webhook|idempotency|request|transaction|payment|refund|capture|charge|psp)[-_]?(id|uuid|key|reference|number)|ce[-_]id|sequence[a-z_-]*|offset|nonce|idempotency[-_]?key|deduplication[-_]?id) ') as known
    from async_message
) message
where (sent or received)
    and regexp_matches(lower(message || ' ' || coalesce(properties, '')), '(payment|refund|charge|capture|invoice|payout|settlement|paid|amount|currency|price|checkout)')
    and (properties is not null or not readable)
