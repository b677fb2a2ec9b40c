/*
title     = "GraphQL mutations that move money take an idempotency key"
level     = "should"
why       = "A mutation whose answer was lost is sent again by every retry and every impatient shopper; without a key the server cannot know that it has moved this amount already."
fix       = "Take an idempotencyKey (or clientMutationId, kept by the server) in the input, and answer a known one with what was answered before."
effort    = "design"
reference = ["https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/", "GraphQL specification, October 2021, section 6.2.2 (Mutation) (https://spec.graphql.org/October2021/#sec-Mutation)"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    path || ' ' || type || '.' || field                    as subject,
    case when keyed then true
         when sums then false end                          as met,
    case when keyed then 'takes a key by which a repetition is known'
         when sums then 'moves an amount, and takes no key by which a repetition would be known: it takes ' || inputs
         else 'states no amount and no key; what it is about may keep it from happening twice: ' || coalesce(inputs, 'it takes nothing') end as reason,
    path,
    line
from (
    select f.*,
        regexp_matches(lower(coalesce(f.inputs, '')), 'idempot|client_?mutation_?id|request_?id|transaction_?id|nonce|psp_?reference|dedup') as keyed,
        regexp_matches(' ' || lower(coalesce(f.inputs, '')) || ' ', '[ a-z_](amount|money|total|sum|price)') as sums
    from graphql_field f
    join graphql_schema s on s.path = f.path and s.copy_of is null
    where f.kind = 'mutation'
        and regexp_matches(f.field, '(^|[a-z])(pay|Pay|[Cc]harge|[Cc]apture|[Rr]efund|[Pp]ayout|[Tt]opUp)([A-Z]|$)|([Pp]ayment|[Tt]ransaction)(Create|Capture|Refund|Charge|Initialize|Process|Request)|(^|[a-z])(add|create|capture|refund|settle|process|initialize|submit|make)[A-Za-z]*(Payment|Refund|Charge|Payout)([A-Z]|$)')
        and not regexp_matches(f.field, '[Mm]ethod|[Ss]etting|[Gg]ateway|[Tt]oken|[Rr]eason|[Nn]ote|[Tt]ype|[Hh]andler|[Ss]etup')
        -- A session or an intent is where money may be moved later.
        and not regexp_matches(f.field, '(Session|Intent)Create$|^create[A-Za-z]*(Session|Intent)$')
) f
