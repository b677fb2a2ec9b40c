/*
title     = "What the issuer rejected in 3-D Secure is not charged"
level     = "must"
why       = "With status R the issuer asks that no authorisation be attempted: it takes the payer for a thief, and the shop bears the loss."
fix       = "End the payment on status R, and offer another method."
effort    = "local"
reference = ["https://shopify.dev/docs/api/payments-apps/latest/enums/VerificationSessionThreeDSecureTransStatus", "EMV 3-D Secure Protocol and Core Functions Specification v2.2.0, transStatus"]
since     = "0.1"
evidence  = []
provoked  = true
*/
select
    integration,
    provider || ' ' || payment                             as subject,
    case when threeds <> 'R' then true when outcome = 'unknown' then null else outcome <> 'approved' end as met,
    '3-D Secure said ' || threeds || case when threeds = 'R' then ' (rejected)' else '' end || '; the payment was '
        || case outcome when 'unknown' then 'sent, and nobody heard what came of it' else outcome end as reason,
    path,
    line,
    origin
from payment_attempt
where threeds is not null and (family is null or family = 'card')
